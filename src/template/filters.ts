import { choiceFilters } from './filters/choice.ts';
import { encodingFilters } from './filters/encoding.ts';
import { jsonFilters } from './filters/json.ts';
import { listFilters } from './filters/list.ts';
import { mappingFilters } from './filters/mapping.ts';
import { numberFilters } from './filters/number.ts';
import { regexFilters } from './filters/regex.ts';
import { selectFilters } from './filters/select.ts';
import { setFilters } from './filters/sets.ts';
import { textFilters } from './filters/text.ts';
import { yamlFilters } from './filters/yaml.ts';
import type { Filter } from './registry.ts';

/** Every filter by name. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries({
    ...choiceFilters,
    ...encodingFilters,
    ...jsonFilters,
    ...listFilters,
    ...mappingFilters,
    ...numberFilters,
    ...regexFilters,
    ...selectFilters,
    ...setFilters,
    ...textFilters,
    ...yamlFilters,
  }),
);

export const filterNames: readonly string[] = [...filters.keys()].toSorted();
