import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { settingWrong } from '../settings.ts';
import { tracedClient } from './trace.ts';

/** Where Temporal is; from the settings, or Temporal's own environment configuration (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key). */
export interface TemporalTarget {
  address?: string | undefined;
  namespace?: string | undefined;
}

/** Connects by Temporal's environment configuration; what the target names goes first. */
export async function connectTemporal(target: TemporalTarget = {}): Promise<Client> {
  return new Client({ ...(await openConnection(target)), interceptors: { workflow: [tracedClient] } });
}

/**
 * The bare connection, for what is asked of the server rather than of a namespace.
 * @throws SettingsError when nobody answers
 */
export async function openConnection(
  target: TemporalTarget = {},
): Promise<{ connection: Connection; namespace: string }> {
  const config = loadClientConnectConfig();
  const options = {
    ...config.connectionOptions,
    ...(target.address === undefined ? {} : { address: target.address }),
  };
  const connection = await Connection.connect(options).catch((cause: unknown) => {
    const where = options.address ?? 'localhost:7233';
    const why = cause instanceof Error ? cause.message : String(cause);
    throw settingWrong(
      'TEMPORAL_ADDRESS',
      `nobody answers at ${where} (${why}), or Temporal is down`,
      `${where} 无应答（${why}），或 Temporal 未运行`,
      { cause },
    );
  });
  return { connection, namespace: target.namespace ?? config.namespace ?? 'default' };
}
