import { hostname } from 'node:os';
import { readValues } from '../settings.ts';
import { connectTemporal } from '../temporal/connection.ts';
import { isPolling } from '../temporal/polling.ts';

/** The worker's health check as a program: ends with 0 when Temporal sees this machine's worker poll, else with 1. */
try {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = readValues(process.env);
  const client = await connectTemporal({ address, namespace });
  if (!(await isPolling(client, hostname()))) {
    console.error(`No worker of ${hostname()} polls.`);
    process.exitCode = 1;
  }
  await client.connection.close();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
