import { pino } from 'pino';
import { connect } from '../../src/db/connect.ts';
import { startApi } from '../../src/main/api.ts';
import { readSettings } from '../../src/settings.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { type Gateway, createGateway } from '../../src/temporal/gateway.ts';
import { reach, ready } from './ask.ts';

/** The API of the product, which tells where it is before it speaks to Temporal and after it was answered. */
const settings = readSettings(process.env);
const log = pino({ level: settings.HANDOVER_LOG_LEVEL });
const db = connect(settings.HANDOVER_DATABASE_URL ?? '', { max: 40 });
const gateway = createGateway(await connectTemporal({ address: settings.TEMPORAL_ADDRESS }));

async function around<T>(handoverId: string, what: string, call: () => Promise<T>): Promise<T> {
  const here = { handoverId, what, attempt: 0 };
  await reach({ ...here, point: 'before' });
  const answer = await call();
  await reach({ ...here, point: 'answered', answer });
  return answer;
}

const telling: Gateway = {
  ...gateway,
  startHandover: (input, meta) => around(input.handoverId, 'startHandover', () => gateway.startHandover(input, meta)),
  update: (handoverId, definition, argument, updateId) =>
    around(handoverId, definition.name, () => gateway.update(handoverId, definition, argument, updateId)),
  inboxReady: (handoverId) => around(handoverId, 'inboxReady', () => gateway.inboxReady(handoverId)),
};

await startApi({ db, gateway: telling, settings, log, checkAnswers: true });
ready();
