/** Tests on the real hosts of the lab: one after the other, since they share them. */
export default {
  extensions: ['ts'],
  require: ['./test/support/own-state.ts'],
  files: ['test/lab/**/*.test.ts'],
  concurrency: 1,
  serial: true,
  timeout: '20m',
};
