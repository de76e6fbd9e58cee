export const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** What sendmail cannot take for an option, and what is one address. */
export const isMailAddress = (text: string): boolean => /^[\w.+=][\w.+=-]*(?:@[\w-]+(?:\.[\w-]+)*)?$/.test(text);
