/** Tests of what is published: the package as npm installs it, and the program as one file. */
export default {
  extensions: ['ts'],
  require: ['./test/support/own-state.ts'],
  files: ['test/package/**/*.test.ts'],
  concurrency: 1,
  serial: true,
  timeout: '5m',
};
