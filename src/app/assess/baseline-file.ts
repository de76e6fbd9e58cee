import { parseBaseline } from '../../controls/baseline.ts';
import type { Baseline } from '../../controls/baseline.ts';
import type { IdOf } from '../../controls/find-control.ts';
import { parsed, refused } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import type { SourceFiles } from '../../domain/source-files.ts';

/** `--baseline FILE`, read before a host is contacted. Errors: `baseline-missing`, and those of `parseBaseline`. */
export function readBaseline(path: string | null, files: SourceFiles, idOf: IdOf): Parsed<Baseline | null> {
  if (path === null) return parsed(null);
  const bytes = files.isFile(path) ? files.read(path) : null;
  if (bytes === null)
    return refused({
      severity: 'error',
      code: 'baseline-missing',
      summary: `--baseline ${path}: there is no such file`,
      hint: '`bulwark assess -o FILE.json` writes one',
    });
  return parseBaseline(path, new TextDecoder().decode(bytes), idOf);
}
