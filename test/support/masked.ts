/** What differs from run to run of the same thing, replaced: run ids, clock times, days, durations, process ids. */
export const masked = (text: string): string =>
  text
    .replaceAll(/\b\d{4}-[0-9a-z]{2}\b/g, 'RUN-ID')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'hh:mm:ss')
    .replaceAll(/last refresh .*? ago\)/g, 'last refresh DAY hh:mm (AGE ago)')
    .replaceAll(/since \d\d:\d\d \(.*?\)/g, 'since hh:mm (AGE)')
    .replaceAll(/\b\d+ min \d+ s\b/g, 'TIME')
    .replaceAll(/ *\b\d+(?:\.\d+)? s(?=$|[\s,.)])/gm, ' TIME')
    .replaceAll(/process \d+/g, 'process PID');
