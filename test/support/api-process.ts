import { pino } from 'pino';
import { connect } from '../../src/db/connect.ts';
import { startApi } from '../../src/main/api.ts';
import { readSettings } from '../../src/settings.ts';
import { gatewayAway } from './gateway-away.ts';

/** The API as a process of its own, without Temporal; says its address on the first line. */
const { TEST_DATABASE_URL: url = '', TEST_HOME: home = '' } = process.env;
const api = await startApi({
  db: connect(url),
  gateway: gatewayAway,
  settings: readSettings({ HANDOVER_PORT: '0', HANDOVER_DATA_DIR: home }),
  log: pino({ level: 'silent' }),
});
console.log(api.url);
