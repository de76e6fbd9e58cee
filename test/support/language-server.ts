import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(import.meta.resolve('yaml-language-server/bin/yaml-language-server'));

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri: string; readonly diagnostics: readonly Diagnostic[]; readonly items: readonly [] };
  readonly result?: unknown;
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface Completion {
  readonly items: readonly { readonly label: string; readonly insertText?: string }[];
}

/** Red Hat's YAML language server as editors start it, over its standard input; no network is asked. */
export interface LanguageServer {
  /** What is proposed where `|` stands. */
  complete(file: string, text: string): Promise<readonly string[]>;
  /** What is told of the word in which `|` stands. */
  hover(file: string, text: string): Promise<string>;
  /** `5:7 Property fiel is not allowed.`, lines and columns counted from 1. */
  diagnose(file: string, text: string): Promise<readonly string[]>;
  end(): void;
}

export async function startLanguageServer(root: string): Promise<LanguageServer> {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = new Map<number, (result: unknown) => void>();
  const published = new Map<string, (found: readonly Diagnostic[]) => void>();
  let requests = 0;
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const request = (method: string, params: object): Promise<unknown> => {
    requests += 1;
    const id = requests;
    send({ id, method, params });
    return new Promise((resolve) => answers.set(id, resolve));
  };
  const take = ({ id, method, params, result }: Message): void => {
    if (id !== undefined && method !== undefined) send({ id, result: params?.items.map(() => ({})) ?? null });
    else if (id !== undefined) answers.get(id)?.(result);
    else if (method === 'textDocument/publishDiagnostics' && params !== undefined)
      published.get(params.uri)?.(params.diagnostics);
  };
  child.stdout.on('data', messagesOf(take));
  await request('initialize', { processId: process.pid, rootUri: `file://${root}`, capabilities });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  const open = (file: string, text: string): string => {
    const uri = `file://${root}/${file}`;
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
    return uri;
  };
  const askAt = (method: string, file: string, text: string): Promise<unknown> => {
    const before = text.slice(0, text.indexOf('|')).split('\n');
    const uri = open(file, text.replace('|', ''));
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return request(method, { textDocument: { uri }, position });
  };
  return {
    complete: async (file, text) => {
      const found = (await askAt('textDocument/completion', file, text)) as Completion | null;
      return found?.items.map(({ label }) => label) ?? [];
    },
    hover: async (file, text) => {
      const found = (await askAt('textDocument/hover', file, text)) as { contents: { value: string } } | null;
      return found?.contents.value ?? '';
    },
    diagnose: async (file, text) => {
      const found = new Promise<readonly Diagnostic[]>((resolve) => published.set(`file://${root}/${file}`, resolve));
      open(file, text);
      const lines = (await found).map(({ message, range: { start } }) => ({ message, ...start }));
      return lines
        .toSorted((a, b) => a.line - b.line || a.character - b.character)
        .map(({ message, line, character }) => `${line + 1}:${character + 1} ${message}`);
    },
    end: () => child.kill(),
  };
}

const capabilities = { textDocument: { completion: {}, hover: {}, publishDiagnostics: {} } };
const settings = { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } };

/** Puts pieces together until a message is whole. */
function messagesOf(take: (message: Message) => void): (piece: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, Math.max(0, end)).toString())?.[1] ?? NaN);
      if (end < 0 || Number.isNaN(length) || rest.length < end + 4 + length) return;
      take(JSON.parse(rest.subarray(end + 4, end + 4 + length).toString()));
      rest = rest.subarray(end + 4 + length);
    }
  };
}
