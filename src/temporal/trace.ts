import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { TRACE_HEADER, traceFields, traceOf } from '../contract/trace.ts';
import { childOf, currentTrace, inTrace } from '../trace/current.ts';

type Headers = Parameters<NonNullable<WorkflowClientInterceptor['signal']>>[0]['headers'];

/** Gives the trace of a request along with what it starts, tells or asks to be decided. Replay compares no headers. */
export const tracedClient: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => next(withTrace(input)),
  startUpdate: (input, next) => next(withTrace(input)),
  signal: (input, next) => next(withTrace(input)),
  signalWithStart: (input, next) => next(withTrace(input)),
};

function withTrace<T extends { readonly headers: Headers }>(input: T): T {
  const trace = currentTrace();
  if (trace === undefined) return input;
  return { ...input, headers: { ...input.headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload({ ...trace }) } };
}

/** Runs each activity as a step of the trace that its workflow heard last; what nobody asked for is a trace of its own. */
export const tracedActivities: ActivityInterceptorsFactory = () => {
  // The SDK asks for the attributes of its own lines outside of the activity, too.
  let mine = childOf(undefined);
  return {
    inbound: {
      execute(input, next) {
        const sent = input.headers[TRACE_HEADER];
        mine = childOf(sent && traceOf(defaultPayloadConverter.fromPayload(sent)));
        return inTrace(mine, () => next(input));
      },
    },
    outbound: { getLogAttributes: (input, next) => next({ ...input, ...traceFields(mine) }) },
  };
};
