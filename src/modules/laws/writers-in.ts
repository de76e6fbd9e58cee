/** Redirections into files and programs that change something. Text in quotes is data. */
export function writersIn(script: string): readonly string[] {
  const bare = script.replaceAll(/'[^']*'/g, "''").replaceAll(/"[^"\n]*"/g, '""');
  const writers =
    /(?:^|[\s;&|(])(?:rm|mv|cp|ln|chmod|chown|touch|mkdir|tee|dd|install|truncate|sed -i|sysctl -w|mount|kill|reboot|systemctl (?!show|is-|cat|status)\S+|snap (?!list|changes|info|version|refresh --(?:list|help)|>)\S+)(?=\s|$)/g;
  const redirections = /(?<![0-9&])[0-9]?>>?(?!&[0-9]|\s*\/dev\/null)\s*\S*/g;
  return [...(bare.match(writers) ?? []), ...(bare.match(redirections) ?? [])].map((text) => text.trim());
}
