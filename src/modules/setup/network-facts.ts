import type { Mapping, Value } from '../../domain/value.ts';

type Entries = readonly (readonly [string, Value])[];

interface Address {
  readonly device: string;
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly prefix: number;
}

/** Under Ansible's names; empty without ip(8). The default address is the one that a packet to anywhere would leave from. */
export function networkFacts(text: string, seen: ReadonlyMap<string, string>): Entries {
  const addresses = addressesOf(text);
  const links = [...text.matchAll(/^link=([^:@ ]+)/gm)].map(([, name = '']) => name);
  const all = (family: Address['family']): Value =>
    addresses
      .filter((one) => one.family === family && one.address !== '127.0.0.1' && one.address !== '::1')
      .map(({ address }) => address);
  return [
    ['interfaces', [...new Set(links)].toSorted()],
    ['default_ipv4', routeFacts(seen.get('route4') ?? '', addresses, text)],
    ['default_ipv6', routeFacts(seen.get('route6') ?? '', addresses, text)],
    ['all_ipv4_addresses', all('inet')],
    ['all_ipv6_addresses', all('inet6')],
    ['dns', new Map([['nameservers', [...text.matchAll(/^nameserver=(.*)$/gm)].map(([, server = '']) => server)]])],
  ];
}

const addressesOf = (text: string): readonly Address[] =>
  [...text.matchAll(/^addr=(\S+) (inet6?) ([0-9a-f.:]+)\/(\d+)/gm)].map(
    ([, device = '', family, address = '', prefix = '0']) => ({
      device,
      family: family === 'inet' ? 'inet' : 'inet6',
      address,
      prefix: Number(prefix),
    }),
  );

/** `192.0.2.1 via 10.0.0.1 dev eth0 src 10.0.0.5 uid 0`; an empty mapping where there is no way out. */
function routeFacts(route: string, addresses: readonly Address[], text: string): Mapping {
  const word = (name: string): string | undefined => new RegExp(`\\b${name} (\\S+)`).exec(route)?.[1];
  const [device, source] = [word('dev'), word('src')];
  if (device === undefined || source === undefined) return new Map();
  const own = addresses.find(({ address }) => address === source);
  const hardware = new RegExp(`^link=${device.replaceAll('.', '\\.')}[:@].*link/\\w+ ([0-9a-f:]+)`, 'm').exec(
    text,
  )?.[1];
  return new Map<string, Value>([
    ['address', source],
    ['interface', device],
    ['alias', device],
    ['gateway', word('via') ?? null],
    ['prefix', own === undefined ? null : String(own.prefix)],
    ['macaddress', hardware ?? null],
    ...(own?.family === 'inet'
      ? ([
          ['netmask', netmask(own.prefix)],
          ['network', network(own)],
        ] as const)
      : []),
  ]);
}

const netmask = (prefix: number): string => dotted(maskOf(prefix));
const maskOf = (prefix: number): number => (prefix === 0 ? 0 : (0xff_ff_ff_ff << (32 - prefix)) >>> 0);
const dotted = (bits: number): string => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
const network = ({ address, prefix }: Address): string =>
  dotted((address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) & maskOf(prefix)) >>> 0);
