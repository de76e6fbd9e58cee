import { z } from 'zod';

const answer = z.object({
  target: z.object({ name: z.string(), ip: z.string().nullable() }),
  errors: z.array(z.string()).optional(),
  checklists: z.array(
    z.object({
      benchmarkId: z.string(),
      revisionStr: z.string().nullable(),
      stats: z.record(z.string(), z.number()),
      reviews: z.array(
        z.object({
          ruleId: z.string(),
          result: z.string(),
          detail: z.string().nullable(),
          comment: z.string().nullable(),
        }),
      ),
    }),
  ),
});

export type Imported = z.infer<typeof answer>;

/** The types of the package are of no module, so its functions are read as what they are found to be. */
const readers = z
  .object({ reviewsFromCkl: z.function(), reviewsFromCklb: z.function(), reviewsFromXccdf: z.function() })
  .parse({ ...(await import(import.meta.resolve('@nuwcdivnpt/stig-manager-client-modules'))) });

/** What STIG Manager (NUWC) imports from a file: it takes everything, unreviewed and empty ones too. */
export function imported(kind: keyof typeof readers, data: string): Imported {
  const field = { enabled: 'always', required: 'optional' };
  const read: unknown = Reflect.apply(readers[kind], undefined, [
    {
      data,
      fieldSettings: { detail: field, comment: field },
      allowAccept: false,
      importOptions: {
        autoStatus: 'saved',
        unreviewed: 'always',
        unreviewedCommented: 'notchecked',
        emptyDetail: 'import',
        emptyComment: 'import',
        allowCustom: true,
      },
      scapBenchmarkMap: new Map(),
      sourceRef: 'a test',
    },
  ]);
  return answer.parse(read);
}

/** Result by rule. */
export const resultsOf = ({ checklists }: Imported): Readonly<Record<string, string>> =>
  Object.fromEntries(checklists.flatMap(({ reviews }) => reviews.map(({ ruleId, result }) => [ruleId, result])));
