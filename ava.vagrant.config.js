/** `npm run vagrant:test`: machines that Vagrant makes, from nothing to nothing. As root; installs what it lacks. */
export default {
  extensions: ['ts'],
  require: ['./test/support/own-state.ts'],
  files: ['test/vagrant/**/*.test.ts'],
  concurrency: 1,
  serial: true,
  timeout: '10m',
};
