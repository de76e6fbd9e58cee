/** The recorded answers of the oracle, asked again. */
export default {
  extensions: ['ts'],
  files: ['test/oracle/**/*.test.ts'],
  serial: true,
  timeout: '10m',
};
