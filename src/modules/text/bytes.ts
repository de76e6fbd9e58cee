/**
 * Files are edited as bytes, one byte a character (Latin-1), so that whatever encoding they have survives: a text of
 * the playbook gets in as its UTF-8.
 */
export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

export const bytesOf = (content: Buffer): string => content.toString('latin1');

export const contentOf = (bytes: string): Buffer => Buffer.from(bytes, 'latin1');

export const isUtf8 = (content: Buffer): boolean => Buffer.from(content.toString()).equals(content);
