import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Where Temporal is; from the settings, or Temporal's own environment configuration (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key). */
export interface TemporalTarget {
  address?: string | undefined;
  namespace?: string | undefined;
}

/** Connects by Temporal's environment configuration; what the target names goes first. */
export async function connectTemporal(target: TemporalTarget = {}): Promise<Client> {
  return new Client(await openConnection(target));
}

/** The bare connection, for what is asked of the server rather than of a namespace. */
export async function openConnection(
  target: TemporalTarget = {},
): Promise<{ connection: Connection; namespace: string }> {
  const config = loadClientConnectConfig();
  const connection = await Connection.connect({
    ...config.connectionOptions,
    ...(target.address === undefined ? {} : { address: target.address }),
  });
  return { connection, namespace: target.namespace ?? config.namespace ?? 'default' };
}
