import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Where Temporal is; from the settings, or Temporal's own environment configuration (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key). */
export interface TemporalTarget {
  address?: string | undefined;
  namespace?: string | undefined;
}

/** Connects by Temporal's environment configuration; what the target names goes first. */
export async function connectTemporal(target: TemporalTarget = {}): Promise<Client> {
  const config = loadClientConnectConfig();
  const connection = await Connection.connect({
    ...config.connectionOptions,
    ...(target.address === undefined ? {} : { address: target.address }),
  });
  return new Client({ connection, namespace: target.namespace ?? config.namespace ?? 'default' });
}
