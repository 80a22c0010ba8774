import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { type Logger, type LoggerOptions, type DestinationStream, pino } from 'pino';
import { type Trace, traceFields } from '../contract/trace.ts';

/**
 * The trace in which this piece of work is done. Own code instead of OpenTelemetry: what is needed is one id in the logs of API,
 * workflow and activities, which is a header given on; an SDK with exporters is for whoever collects spans.
 */
const current = new AsyncLocalStorage<Trace>();

export const currentTrace = (): Trace | undefined => current.getStore();
export const inTrace = <T>(trace: Trace, work: () => T): T => current.run(trace, work);

/** A step of its own within a trace, or of a new one. */
export function childOf(parent: Trace | undefined): Trace {
  const id = (bytes: number) => randomBytes(bytes).toString('hex');
  if (parent === undefined) return { traceparent: `00-${id(16)}-${id(8)}-01` };
  const { traceparent } = parent;
  return { ...parent, traceparent: `${traceparent.slice(0, 36)}${id(8)}${traceparent.slice(52)}` };
}

/** The headers by which another program goes on with the trace. */
export function traceHeaders(trace: Trace | undefined = currentTrace()): Record<string, string> {
  if (trace === undefined) return {};
  return {
    traceparent: trace.traceparent,
    ...(trace.tracestate === undefined ? {} : { tracestate: trace.tracestate }),
  };
}

/** A logger whose every line says in which trace it was written, and whose errors (`error`) are readable. */
export function tracedLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  const described = { ...options, serializers: { error: describedError, ...options.serializers } };
  return pino({ ...described, mixin: () => traceFields(currentTrace()) }, destination as DestinationStream);
}

/** An error without its `detail`, in which PostgreSQL quotes the row; of another object nothing is known to be fit to be told. */
function describedError(error: unknown): unknown {
  if (typeof error === 'string') return error;
  if (!(error instanceof Error)) return { kind: typeof error };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: describedError(error.cause) }),
  };
}
