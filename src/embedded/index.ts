export { EmbeddedError, type Say } from './errors.ts';
export { type Outbox, type ReceivedMail, startSmtpServer } from './smtp.ts';
export { cacheDir } from './folders.ts';
export { lockDataDir } from './lock.ts';
export { type EmbeddedPostgres, startPostgres } from './postgres.ts';
export { temporalCli, temporalTestServer } from './temporal-binaries.ts';
export { type EmbeddedTemporal, startTemporalDevServer, startTimeSkippingServer } from './temporal.ts';
