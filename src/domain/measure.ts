export type Unit = 'integer' | 'duration' | 'quantity';

/**
 * The size of a flag's value in its unit: a whole number as Go reads one without a base (`010` is 8), nanoseconds
 * (Go's time.ParseDuration), or the plain number of a Kubernetes quantity. Exact up to 2^53; null when the text is none.
 */
export function magnitude(text: string, unit: Unit): number | null {
  switch (unit) {
    case 'integer':
      return integer(text);
    case 'duration':
      return nanoseconds(text);
    case 'quantity':
      return quantity(text);
  }
}

/**
 * The unit that all texts share. `typeName` is what `--help` says; without it a duration is tried before a quantity,
 * since `5m` is written for five minutes far more often than for five thousandths.
 */
export function commonUnit(texts: readonly string[], typeName: string | null): Unit | null {
  const units: readonly Unit[] = typeName === 'duration' ? ['duration'] : ['integer', 'duration', 'quantity'];
  return units.find((unit) => texts.every((text) => magnitude(text, unit) !== null)) ?? null;
}

/** Both sizes in the unit that they share; null: they share none. */
export function sizesOf(one: string, other: string, typeName: string | null): readonly [number, number] | null {
  const unit = commonUnit([one, other], typeName);
  const [size, limit] = unit === null ? [null, null] : [magnitude(one, unit), magnitude(other, unit)];
  return size === null || limit === null ? null : [size, limit];
}

/** `5m` is `300s`, `1Gi` is `1024Mi`, `True` is `true`; anything else must be the same text. */
export function sameValue(one: string, other: string, typeName: string | null): boolean {
  if (one === other) return true;
  const truths = [truthOf(one, typeName), truthOf(other, typeName)];
  if (truths[0] !== null && truths[1] !== null) return truths[0] === truths[1];
  const sizes = sizesOf(one, other, typeName);
  return sizes !== null && sizes[0] === sizes[1];
}

/** Go's strconv.ParseBool; 1 and 0 are numbers where the type is not known. */
function truthOf(text: string, typeName: string | null): boolean | null {
  if (/^(?:t|T|true|TRUE|True)$/.test(text) || (typeName === 'bool' && text === '1')) return true;
  if (/^(?:f|F|false|FALSE|False)$/.test(text) || (typeName === 'bool' && text === '0')) return false;
  return null;
}

/** Go's strconv.ParseInt with base 0, as pflag and flag call it. */
function integer(text: string): number | null {
  const form =
    /^([-+]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/.exec(text);
  if (form === null) return null;
  const [, sign, written = ''] = form;
  const digits = written.replaceAll('_', '');
  const size = Number(digits.replace(/^0(?=[0-7])/, '0o'));
  return sign === '-' ? -size : size;
}

const nanosecondsOf: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

function nanoseconds(text: string): number | null {
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return 0;
  if (!/^(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(unsigned)) return null;
  const parts = [...unsigned.matchAll(/([0-9.]+)([^0-9.]+)/g)];
  const total = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * (nanosecondsOf[unit ?? ''] ?? Number.NaN),
    0,
  );
  return text.startsWith('-') ? -total : total;
}

const factorOf: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function quantity(text: string): number | null {
  const match = /^([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?:([eE][-+]?[0-9]+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text);
  // Digits alone are a whole number, or none where Go reads 0 as octal.
  if (match === null || /^[-+]?0[0-9]+$/.test(text)) return null;
  const [, number = '', exponent = '', suffix = ''] = match;
  return Number(number + exponent) * (factorOf[suffix] ?? Number.NaN);
}
