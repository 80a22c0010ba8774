import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Worker, type WorkerOptions, bundleWorkflowCode } from '@temporalio/worker';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Activities } from '../../activities/index.ts';
import { TASK_QUEUE } from '../contract/names.ts';
import { tracedActivities } from './trace.ts';

/** The workflows' entry, as source beside the sources or as JavaScript beside the build. */
const workflowsPath = ofWorkflows('index');
function ofWorkflows(module: string): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`../../workflows/${module}${extension}`, import.meta.url));
}

/** The bundle of all workflows: what a worker runs and what the replay gate replays. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  // Warnings only: the list of what webpack packed is nobody's news.
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [ofWorkflows('trace')],
    logger: new DefaultLogger('WARN'),
  });
}

export interface WorkerDeps {
  address: string;
  namespace?: string;
  activities: Activities;
  taskQueue?: string;
  bundle?: { code: string };
  options?: Partial<WorkerOptions>;
}

export interface RunningWorker {
  worker: Worker;
  /** rejects when the worker fails */
  done: Promise<void>;
  stop(): Promise<void>;
}

/** Starts polling. stop() lets running tasks end, then closes the connection. */
export async function startWorker({
  address,
  namespace = 'default',
  activities,
  taskQueue = TASK_QUEUE,
  bundle,
  options,
}: WorkerDeps): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ ...loadClientConnectConfig().connectionOptions, address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: bundle ?? (await bundleWorkflows()),
    activities,
    shutdownGraceTime: '10 seconds',
    interceptors: { activity: [tracedActivities] },
    ...options,
  });
  const done = worker.run().finally(() => void connection.close());
  return {
    worker,
    done,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}
