import { defaultPayloadConverter } from '@temporalio/common';
import { type Headers, type WorkflowInterceptorsFactory, log } from '@temporalio/workflow';
import { TRACE_HEADER, type Trace, traceFields, traceOf } from '../src/contract/trace.ts';

/**
 * The trace of whatever the workflow heard last goes along with what it does next: the transfer that follows a signature is a step of
 * the request that signed. Headers are no part of what replay compares; each interceptor gives on what it got without a turn of its
 * own, so that nothing happens in another order than before.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let heard: Trace | undefined;
  const hear = (headers: Headers) => {
    const sent = headers[TRACE_HEADER];
    heard = (sent && traceOf(defaultPayloadConverter.fromPayload(sent))) ?? heard;
  };
  const along = <T extends { readonly headers: Headers }>(input: T): T =>
    heard === undefined
      ? input
      : { ...input, headers: { ...input.headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload({ ...heard }) } };

  return {
    inbound: [
      {
        execute(input, next) {
          hear(input.headers);
          return next(input);
        },
        handleUpdate(input, next) {
          hear(input.headers);
          log.debug('update', { name: input.name });
          return next(input);
        },
        handleSignal(input, next) {
          hear(input.headers);
          log.debug('signal', { name: input.signalName });
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(along(input)),
        startChildWorkflowExecution: (input, next) => next(along(input)),
        signalWorkflow: (input, next) => next(along(input)),
        continueAsNew: (input, next) => next(along(input)),
        getLogAttributes: (input, next) => next({ ...input, ...traceFields(heard) }),
      },
    ],
  };
};
