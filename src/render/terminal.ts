/** Where text goes. `out` and `err` take whole pieces of text, control sequences included. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}
