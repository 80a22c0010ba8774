/** Made from the OpenAPI document of the routes by `npm run client:types`. */

export interface paths {
  '/exports/{records}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers, or records that hang on them, that the caller may export, as CSV or Excel; is logged */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
          /** @description id or employee number */
          owner?: string;
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description Only those in this state */
          state?: string;
          /** @description The changed since */
          changedSince?: string;
          /** @description sensitive fields as they are; is logged. Otherwise they are masked */
          reveal?: boolean;
        };
        header?: never;
        path: {
          /** @description The records */
          records:
            | 'customers'
            | 'contacts'
            | 'orders'
            | 'opportunities'
            | 'contracts'
            | 'projects'
            | 'preferences'
            | 'notes'
            | 'communications'
            | 'tasks'
            | 'calendar_events'
            | 'feedback'
            | 'approvals';
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Handovers that the caller may see, as CSV or Excel */
    get: {
      parameters: {
        query?: {
          /** @description Only those in this state */
          state?: 'starting' | 'running' | 'paused' | 'closed' | 'cancelled';
          /** @description Only those at this step */
          step?:
            | 'notify'
            | 'plan'
            | 'materials'
            | 'meeting'
            | 'verification'
            | 'signOff'
            | 'transfer'
            | 'followUp'
            | 'close';
          /** @description id or employee number */
          giver?: string;
          /** @description me: only those that wait for the caller */
          awaited?: 'me';
          /** @description Only those that are overdue, or that are not */
          overdue?: boolean;
          /** @description Only those of this kind */
          kind?:
            | 'departure'
            | 'change_of_post'
            | 'replacement'
            | 'team_change'
            | 'department_change'
            | 'absence_cover'
            | 'emergency_departure';
          /** @description id or employee number */
          receiver?: string;
          /** @description code of the giver’s department */
          department?: string;
          /** @description The due after */
          dueAfter?: string;
          /** @description The due before */
          dueBefore?: string;
          /** @description What to search for */
          q?: string;
          /** @description a minus sign: the latest first; due: of those that are due at all */
          sort?: '-created' | 'created' | '-due' | 'due';
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/items/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The plan and what became of it, as CSV or Excel */
    get: {
      parameters: {
        query?: {
          /** @description Only those in this state */
          state?:
            'planned' | 'moved' | 'skipped' | 'failed' | 'late' | 'restored' | 'returned' | 'reassigned' | 'pooled';
          /** @description Only those of this receiver (id) */
          receiver?: string;
          /** @description Only records of this type */
          type?:
            | 'customer'
            | 'opportunity'
            | 'task'
            | 'calendar_event'
            | 'approval'
            | 'note'
            | 'communication'
            | 'attachment'
            | 'contact'
            | 'order'
            | 'contract'
            | 'project'
            | 'preference'
            | 'feedback'
            | 'team_membership';
          /** @description code of why a record did not move */
          reason?: string;
          /** @description part of the customer’s name */
          q?: string;
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/table': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The audit log with its sentences, as CSV or Excel; what can be verified is GET /audit/export */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this handover (id) */
          handover?: string;
          /** @description Only those about this record (id) */
          subject?: string;
          /** @description id or employee number */
          actor?: string;
          /** @description such as signOff.signed, or signOff.* for all of its kind */
          action?: string;
          /** @description The version or policy to compare from */
          from?: string;
          /** @description The version or policy to compare to */
          to?: string;
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The plan without starting: counts, shares, warnings */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PreviewHandoverRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preview'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Handovers that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description what the page before gave as next, with the same sort */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'starting' | 'running' | 'paused' | 'closed' | 'cancelled';
          /** @description Only those at this step */
          step?:
            | 'notify'
            | 'plan'
            | 'materials'
            | 'meeting'
            | 'verification'
            | 'signOff'
            | 'transfer'
            | 'followUp'
            | 'close';
          /** @description id or employee number */
          giver?: string;
          /** @description me: only those that wait for the caller */
          awaited?: 'me';
          /** @description Only those that are overdue, or that are not */
          overdue?: boolean;
          /** @description Only those of this kind */
          kind?:
            | 'departure'
            | 'change_of_post'
            | 'replacement'
            | 'team_change'
            | 'department_change'
            | 'absence_cover'
            | 'emergency_departure';
          /** @description id or employee number */
          receiver?: string;
          /** @description code of the giver’s department */
          department?: string;
          /** @description The due after */
          dueAfter?: string;
          /** @description The due before */
          dueBefore?: string;
          /** @description What to search for */
          q?: string;
          /** @description a minus sign: the latest first; due: of those that are due at all */
          sort?: '-created' | 'created' | '-due' | 'due';
          /** @description the fields wanted, between commas, of: id, label, kind, reason, giver, supervisor, receivers, state, step, round, waitingFor, dueAt, overdue, progressPct, itemCount, planHash, flags, awaited, effectiveAt, startedAt, transferredAt, closedAt */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['HandoverSummaryPage'];
          };
        };
      };
    };
    put?: never;
    /** Start a handover */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key': string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PreviewHandoverRequest'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['StartedHandover'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where a handover stands */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Handover'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/items': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every record of the plan with its receiver and what became of it */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?:
            'planned' | 'moved' | 'skipped' | 'failed' | 'late' | 'restored' | 'returned' | 'reassigned' | 'pooled';
          /** @description Only those of this receiver (id) */
          receiver?: string;
          /** @description Only records of this type */
          type?:
            | 'customer'
            | 'opportunity'
            | 'task'
            | 'calendar_event'
            | 'approval'
            | 'note'
            | 'communication'
            | 'attachment'
            | 'contact'
            | 'order'
            | 'contract'
            | 'project'
            | 'preference'
            | 'feedback'
            | 'team_membership';
          /** @description code of why a record did not move */
          reason?: string;
          /** @description part of the customer’s name */
          q?: string;
          /** @description the fields wanted, between commas, of: type, id, customer, receiver, tier, toVerify, why, whyParams, whySentence, state, reason, sentence */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ItemPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/timeline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened, in order */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: number;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, at, actor, actorKind, action, handoverId, subject, params, sentence */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AuditEntryPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The timeline live, as server-sent events; Last-Event-ID resumes */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** @description The last event that was received: the stream goes on after it */
          'Last-Event-ID'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The handover report, as JSON, HTML or PDF */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Report'];
            'text/html': string;
            'application/pdf': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/permissions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the caller may do on a handover now, and what speaks against the rest */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: operationId, may, why, sentence */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Permissions'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The plan: shares, warnings, changes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Plan'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/plan/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers for whom a receiver was named, that were added or taken out */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: customer, override, scope */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PlanChangePage'];
          };
        };
      };
    };
    put?: never;
    /** Name receivers for single customers, add or take out customers; the plan is made anew and approved anew */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PlanChanges'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/plan/not-in-plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers of the giver that the plan does not have */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: customer, why, sentence */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotInPlanPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/materials': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The packs of the customers */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only customers that are to be verified, or that are not */
          toVerify?: boolean;
          /** @description whether its receiver has checked it in this round */
          verified?: boolean;
          /** @description Only those of this receiver (id) */
          receiver?: string;
          /** @description the fields wanted, between commas, of: customer, receiver, version, completeness, missing, needsExplanation, toVerify, explained, verified */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MaterialsSummaryPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/reviews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The follow-up reviews with their answers */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, dayOffset, dueAt, answerBy, state, baseline, facts, findings, answers */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ReviewList'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/materials/{customerId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The pack of one customer, as JSON, HTML or PDF; of the newest version with the data as it is now */
    get: {
      parameters: {
        query?: {
          /** @description absent: the newest */
          version?: number;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Materials'];
            'text/html': string;
            'application/pdf': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/materials/{customerId}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The versions of a pack: each round makes one */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: version, completeness, missing, questions, digest, createdAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListMaterialsVersionsAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/materials/{customerId}/comparison': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What differs between two versions of a pack */
    get: {
      parameters: {
        query: {
          /** @description The version or policy to compare from */
          from: number;
          /** @description The version or policy to compare to */
          to: number;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CompareMaterialsAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/customers/{customerId}/explanation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** What only the giver knows: in their words, and by the questions of the pack; If-Match with the version guards against overwriting */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ExplainCustomerRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ExplainCustomerAnswer'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/materials/confirmation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The giver confirms the materials; packs below the mark of the policy need a reason why they must do */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmMaterialsRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meetings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The meetings of a handover with attendance and minutes */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, round, title, startsAt, endsAt, location, onlineUrl, agenda, sequence, state, minutes, attendees */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListMeetingsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Call a further meeting; the invitations leave at once */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CallMeetingRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenMeetingActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meetings/times': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Three times in working hours at which giver, receivers and supervisor are free */
    get: {
      parameters: {
        query?: {
          /** @description absent: as the policy says */
          minutes?: number;
          /** @description the fields wanted, between commas, of: startsAt, endsAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ProposeMeetingTimesAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meetings/agenda': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What there is to talk about, from the plan */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['GetMeetingAgendaAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meeting-actions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Action items of the meetings */
    get: {
      parameters: {
        query?: {
          /** @description Only those that are open, or that are not */
          open?: boolean;
          /** @description the fields wanted, between commas, of: id, body, owner, dueOn, doneAt, round, meetingId, version */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListMeetingActionsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Note an action item that was agreed after a meeting */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['OpenMeetingActionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenMeetingActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meeting-actions/{actionId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Mark an action item as done; owner and date are for supervisor, deputies and HR */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The action id */
          actionId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeMeetingActionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenMeetingActionAnswer'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meetings/{meetingId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Move a further meeting, or call it off; who is invited is told */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The meeting id */
          meetingId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeMeetingRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenMeetingActionAnswer'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meetings/{meetingId}/minutes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Attendance, minutes and action items of a further meeting */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The meeting id */
          meetingId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RecordFurtherMinutesRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenMeetingActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/verifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is to be checked, how far it is, and what was found */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Verification'];
          };
        };
      };
    };
    put?: never;
    /** The receiver says of customers whether their materials are right */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['VerifyCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['VerificationCounts'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/discrepancies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What receivers found that is not right */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'open' | 'answered' | 'agreed' | 'withdrawn' | 'accepted' | 'mend';
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description the fields wanted, between commas, of: id, customer, receiver, round, state, openedAt, dueAt, messages */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DiscrepancySummaryPage'];
          };
        };
      };
    };
    put?: never;
    /** The receiver says what is not right about a customer */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['OpenDiscrepancyRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Discrepancy'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/discrepancies/{discrepancyId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One discrepancy with what was said in it */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The discrepancy id */
          discrepancyId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Discrepancy'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/discrepancies/{discrepancyId}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Answer, reply, agree, withdraw, reopen; or decide */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The discrepancy id */
          discrepancyId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SpeakInDiscrepancyRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Discrepancy'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Approve the plan or send it back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ApprovePlanRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meeting': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Move the meeting */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ScheduleMeetingRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/meeting/minutes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Record the minutes of the meeting */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RecordMinutesRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/verifications/confirmation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End the verification with what is there */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmVerificationRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/reviews/{reviewId}/answers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Answer the questionnaire of a review */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The review id */
          reviewId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AnswerReviewRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let a stopped transfer go on, or take it back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ReleaseTransferRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pause: deadlines stand still */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmVerificationRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Resume */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmVerificationRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel, undoing what can be undone */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmVerificationRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/extend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Extend the present deadline */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ExtendRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/replace-receiver': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Replace a receiver; the plan is made anew */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ReplaceReceiverRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/return-items': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A receiver hands customers back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ReturnItemsRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MovedBack'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/cover/extension': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Move the end of a cover */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ExtendCoverRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/cover/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End a cover: give back what was lent now, or leave it with the cover once the giver did not come back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['EndCoverRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/risks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The risks of a handover */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'open' | 'accepted' | 'closed' | 'gone';
          /** @description Only those of this kind */
          kind?:
            | 'informationLoss'
            | 'customerLoss'
            | 'misunderstanding'
            | 'complaintOpen'
            | 'contractEnds'
            | 'noContact'
            | 'keyContactMissing'
            | 'satisfactionLow'
            | 'receiverOverloaded'
            | 'other';
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description only those that hold up the signatures */
          blocking?: boolean;
          /** @description the fields wanted, between commas, of: id, kind, found, sentence, customer, receiver, likelihood, effect, score, blocking, mitigation, owner, dueOn, state, acceptedBy, acceptedAt, openedAt, version */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListRisksAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a risk */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['OpenRiskRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Risk'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/risks/{riskId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Assess, mitigate or close a risk; a high one is lowered or closed by supervisor, deputies or HR; If-Match with the version guards against overwriting */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The risk id */
          riskId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeRiskRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Risk'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/risks/acceptance': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The supervisor accepts risks as they are, with a reason */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AcceptRisksRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/sign-offs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sign or reject */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key': string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SignOffRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/sign-offs/waiver': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** HR does without a signature, with a reason */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key': string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['WaiveSignatureRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Progress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/sign-offs/token': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A one-time token with which the caller signs by a signal to Temporal */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IssueSignOffTokenAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Restore customers as they were before the transfer */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RestoreRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MovedBack'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/restore/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a restore would do, without doing it */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RestoreRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RestorePreview'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/conflicts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What restores found changed, and what was decided */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those that are open, or that are not */
          open?: boolean;
          /** @description the fields wanted, between commas, of: id, type, recordId, customer, kind, fields, detectedAt, decision, decidedAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RestoreConflictPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/conflicts/{conflictId}/decision': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Decide a conflict: keep it as it is, or take it back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The conflict id */
          conflictId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['DecideConflictRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MovedBack'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/reviews/questions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the reviews of the case ask the caller */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: key, kind, question */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListReviewQuestionsAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/surveys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What customers said at the reviews */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, reviewId, customer, state, answerBy, answeredAt, satisfaction, words */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SurveyList'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/actions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Corrective actions with owner, date and outcome */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, reviewId, finding, sentence, body, owner, dueOn, state, outcome, openedBy, openedAt, closedAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CorrectiveActionList'];
          };
        };
      };
    };
    put?: never;
    /** Open a corrective action */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['OpenCorrectiveActionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenCorrectiveActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/actions/{actionId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Say what became of a corrective action, or give it to somebody else */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The action id */
          actionId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeCorrectiveActionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenCorrectiveActionAnswer'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/work-reports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Work reports of the receivers */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, author, body, concerns, createdAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkReportList'];
          };
        };
      };
    };
    put?: never;
    /** A receiver reports on their new customers */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SendWorkReportRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenCorrectiveActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/suggestions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Suggestions for improvement from the case */
    get: {
      parameters: {
        query?: {
          /** @description Only those in this state */
          state?: 'open' | 'taken' | 'declined';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, handover, author, policy, body, state, comment, createdAt, decidedAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SuggestionPage'];
          };
        };
      };
    };
    put?: never;
    /** Leave a suggestion for improvement */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SuggestImprovementRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenCorrectiveActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/policies/{key}/suggestions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Suggestions beside a policy, of cases that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those in this state */
          state?: 'open' | 'taken' | 'declined';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, handover, author, policy, body, state, comment, createdAt, decidedAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The key of the policy */
          key: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SuggestionPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/suggestions/{suggestionId}/decision': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take or decline a suggestion */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The suggestion id */
          suggestionId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['DecideSuggestionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenCorrectiveActionAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/churn': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers lost after handovers, beside those that were not handed over */
    get: {
      parameters: {
        query: {
          /** @description The version or policy to compare from */
          from: string;
          /** @description The version or policy to compare to */
          to: string;
          /** @description how long a customer is watched after the handover */
          days?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Churn'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/churn': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers of the case lost since its transfer, by reason */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ReportChurnOfHandoverAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{customerId}/loss': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Say why a customer was lost */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ExplainLossRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenCorrectiveActionAnswer'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/handovers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Running handovers by step and delay, and how long steps take */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
          /** @description code of a department */
          department?: string;
          /** @description first day, in the caller’s time zone; absent: 90 days ago */
          from?: string;
          /** @description last day, included; absent: today */
          to?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['HandoversReport'];
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/outcomes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Churn and satisfaction after handovers, beside the rest */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
          /** @description code of a department */
          department?: string;
          /** @description first day, in the caller’s time zone; absent: 90 days ago */
          from?: string;
          /** @description last day, included; absent: today */
          to?: string;
          /** @description how long a customer is watched after the handover */
          days?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OutcomesReport'];
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/workload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who carries how much, and what comes by running handovers */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
          /** @description code of a department */
          department?: string;
          /** @description only who receives in a case that runs */
          receivers?: boolean;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkloadReport'];
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/risk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers at risk */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
          /** @description code of a department */
          department?: string;
          /** @description The contract days */
          contractDays?: number;
          /** @description The silent days */
          silentDays?: number;
          /** @description How many at most on a page */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RiskReport'];
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/reviews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Follow-up reviews that are due soon or late */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
          /** @description code of a department */
          department?: string;
          /** @description due within so many days, or late */
          days?: number;
          /** @description How many at most on a page */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ReviewsReport'];
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introduction': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where the introduction to the customers stands */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionRun'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introductions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is introduced to which customer, and what they say */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?:
            | 'prepared'
            | 'sent'
            | 'toDo'
            | 'agreed'
            | 'consented'
            | 'objected'
            | 'unanswered'
            | 'reassigned'
            | 'pooled'
            | 'withdrawn'
            | 'cancelled';
          /** @description Only those of this receiver (id) */
          receiver?: string;
          /** @description the fields wanted, between commas, of: id, customer, nth, receiver, channel, language, state, why, stage, sentAt, answerBy, dueAt, meeting, answer */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introductions/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The letter to a customer of the case, without sending it */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PreviewLetterRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LetterPreview'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introductions/{customerId}/answer': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a customer said by phone or in a meeting */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AnswerIntroductionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionTaken'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introductions/{customerId}/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send the letter to a customer once more */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionTaken'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introductions/{customerId}/meeting': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Another time or place for the meeting with a customer */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The id of the customer */
          customerId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MoveIntroductionMeetingRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionTaken'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introduction/approval': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let the letters out, or send them back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ApproveLettersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionProgress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/introduction/extend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give the customers, and who tells them, more time */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ExtendIntroductionRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['IntroductionProgress'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/letter-templates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Letters to customers, newest version first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The channel of the letter */
          channel?: 'letter' | 'meeting' | 'phone';
          /** @description The language of the letter */
          language?: 'zh-CN' | 'en';
          /** @description the fields wanted, between commas, of: id, channel, language, version, subject, body, createdBy, createdAt */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LetterTemplatePage'];
          };
        };
      };
    };
    put?: never;
    /** Write the next version of a letter */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['WriteLetterTemplateRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LetterTemplate'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/templates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Mails to people, what they can speak of, and which version is sent */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: key, variables, languages */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListTemplatesAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/templates/{key}/{language}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A mail with all its versions */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The key of the policy */
          key: string;
          /** @description The language of the letter */
          language: 'zh-CN' | 'en';
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MailTemplate'];
          };
        };
      };
    };
    put?: never;
    /** Write the next version of a mail; it is not sent before it is published */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The key of the policy */
          key: string;
          /** @description The language of the letter */
          language: 'zh-CN' | 'en';
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['WriteTemplateRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MailTemplate'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/templates/{key}/{language}/publish': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send this version from now on; 0: the one that comes with the product */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The key of the policy */
          key: string;
          /** @description The language of the letter */
          language: 'zh-CN' | 'en';
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PublishTemplateRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MailTemplate'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/templates/{key}/{language}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A mail as the caller would get it, with the values of a case */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The key of the policy */
          key: string;
          /** @description The language of the letter */
          language: 'zh-CN' | 'en';
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PreviewTemplateRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PreviewTemplateAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/templates/{key}/{language}/compare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What differs between two versions, line by line */
    get: {
      parameters: {
        query: {
          /** @description 0: the text that comes with the product */
          from: number;
          /** @description 0: the text that comes with the product */
          to: number;
        };
        header?: never;
        path: {
          /** @description The key of the policy */
          key: string;
          /** @description The language of the letter */
          language: 'zh-CN' | 'en';
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CompareTemplatesAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/training': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where training and transition stand */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Training'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/training/points': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The points of the training, by receiver */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those of this receiver (id) */
          receiver?: string;
          /** @description the fields wanted, between commas, of: id, receiver, key, kind, sentence, required, minMark, doneAt, mark, confirmedBy, confirmedAt, confirmed, note, version */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TrainingPointPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/training/points/{pointId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Say that a point took place, or confirm it with a mark: giver, supervisor, deputies or HR, never who is trained; If-Match with the version guards against overwriting */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The point id */
          pointId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeTrainingPointRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TrainingPoint'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/training/feedback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** What a receiver thinks of the training */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['GiveTrainingFeedbackRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Training'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/support-requests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What receivers asked the giver, and the answers */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those of this receiver (id) */
          receiver?: string;
          /** @description Only those that are answered, or that are not */
          answered?: boolean;
          /** @description the fields wanted, between commas, of: id, receiver, askedAt, dueAt, answeredAt, answeredBy, late, messages */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportRequestPage'];
          };
        };
      };
    };
    put?: never;
    /** A receiver asks the giver */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AskSupportRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportRequest'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/support-requests/{requestId}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Answer what a receiver asked, or add to it */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
          /** @description The request id */
          requestId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AskSupportRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportRequest'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/contacts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** When giver and receivers spoke */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, receiver, spokeOn, byGiver, byReceiver */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TransitionContactPage'];
          };
        };
      };
    };
    put?: never;
    /** Giver or receiver say that they spoke */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmTransitionContactRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TransitionContact'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/links/{token}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the holder of a one-time link is asked */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The token of the link */
          token: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['GetLinkAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Answer by a one-time link, once */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The token of the link */
          token: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AnswerLinkRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LinkTaken'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Imports, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
          /** @description The dataset */
          dataset?: string;
          /** @description the fields wanted, between commas, of: id, dataset, mapping, dryRun, state, background, fileName, bytes, at, finishedAt, actor, read, inserted, updated, unchanged, refused, skipped, accepted, failure, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ImportSummaryPage'];
          };
        };
      };
    };
    put?: never;
    /** Import a file, CSV or Excel; a dry run changes nothing; in the background with Prefer: respond-async */
    post: {
      parameters: {
        query: {
          /** @description where the rows come from; absent: the first part of the mapping’s name */
          dataset?: string;
          /** @description name of a mapping, see GET /imports/mappings; standard/customers and its like are made from the header */
          mapping: string;
          /** @description Look without writing */
          dryRun?: boolean;
          /** @description of a CSV file; absent: by its byte order mark, else UTF-8 where it is valid, else GB18030 */
          encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
          /** @description of a CSV file; absent: what the mapping says, else what the header has most of */
          delimiter?: 'comma' | 'semicolon' | 'tab' | 'pipe';
          /** @description of a workbook; absent: the first that is not hidden */
          sheet?: string;
          /** @description The file name */
          fileName?: string;
          /** @description 202 at once, as Prefer: respond-async; the import is at its Location */
          background?: boolean;
        };
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
          /** @description The  prefer */
          Prefer?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'text/csv': string;
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ImportResult'];
          };
        };
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Import'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a file holds and how it would be mapped; nothing is written */
    post: {
      parameters: {
        query?: {
          /** @description name of a mapping, see GET /imports/mappings; standard/customers and its like are made from the header */
          mapping?: string;
          /** @description of a CSV file; absent: by its byte order mark, else UTF-8 where it is valid, else GB18030 */
          encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
          /** @description of a CSV file; absent: what the mapping says, else what the header has most of */
          delimiter?: 'comma' | 'semicolon' | 'tab' | 'pipe';
          /** @description of a workbook; absent: the first that is not hidden */
          sheet?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'text/csv': string;
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ImportPreview'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports/mappings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The mappings that files can be imported with */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: name, table, columns, version */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListMappingsAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports/mappings/{dataset}/{file}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A mapping */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The dataset */
          dataset: string;
          /** @description The file */
          file: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ImportMapping'];
          };
        };
      };
    };
    /** Save a mapping of files of the company */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The dataset */
          dataset: string;
          /** @description The file */
          file: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SaveMappingRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ImportMapping'];
          };
        };
      };
    };
    post?: never;
    /** Delete a mapping that the company wrote */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The dataset */
          dataset: string;
          /** @description The file */
          file: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeleteMappingAnswer'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An import, how far it is, and the rows that it refused */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Import'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Call an import off that has not ended; nothing of it stays */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Import'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/imports/{id}/refused': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The refused rows as they stand in the file, with the reasons, to be corrected and sent again */
    get: {
      parameters: {
        query?: {
          /** @description absent: by Accept */
          format?: 'csv' | 'xlsx';
          /** @description of CSV */
          encoding?: 'utf-8' | 'gb18030';
          /** @description whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it */
          bom?: boolean;
          /** @description labels: in the reader’s language; names: for programs */
          header?: 'labels' | 'names';
          /** @description names of columns, with commas between; absent: all */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The customers that the caller may export, as CSV; is logged */
    get: {
      parameters: {
        query?: {
          /** @description whether the file begins with a byte order mark, by which Excel knows UTF-8 */
          bom?: boolean;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}/access': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who may what at a customer, and why */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: person, levels, because, sourceId, role, endsAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Access'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}/grants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give somebody a level at a customer until an end */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['GrantAccessRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Grant'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take a grant back, as who gave it, holds it, is above the owner of the customer, or HR */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Grant'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}/team': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The team of a customer */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Team'];
          };
        };
      };
    };
    /** Say who is in the team of a customer */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SetTeamRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Team'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sharing-rules': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The sharing rules, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The ended */
          ended?: boolean;
          /** @description the fields wanted, between commas, of: id, readers, customers, level, reason, madeBy, startsAt, endsAt */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SharingRulePage'];
          };
        };
      };
    };
    put?: never;
    /** Open customers to a group of people by a rule */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MakeSharingRuleRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SharingRule'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sharing-rules/{id}/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End a sharing rule now */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SharingRule'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/access-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who opened sensitive fields unmasked or exported customers, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those of this person (id) */
          person?: string;
          /** @description id of a customer, or of an export */
          record?: string;
          /** @description Only entries of this action */
          action?: 'open' | 'export';
          /** @description the fields wanted, between commas, of: id, at, person, action, recordType, recordId, records, fields */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AccessLogEntryPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers that the caller may see: searched, narrowed, sorted */
    get: {
      parameters: {
        query?: {
          /** @description by what, "-" before it: descending; a search comes by relevance, anything else by id, unless it is said. A cursor goes on with the sort of its page only */
          sort?:
            | 'relevance'
            | 'id'
            | '-id'
            | 'name'
            | '-name'
            | 'annualValue'
            | '-annualValue'
            | 'createdAt'
            | '-createdAt'
            | 'updatedAt'
            | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description a piece of a name, pinyin or its initials, a contact, a city, an address, a code; a phone or tax id that the caller sees in full; at most 200 are found */
          q?: string;
          /** @description id or employee number; "me" */
          owner?: string;
          /** @description code of the owner’s department */
          department?: string;
          /** @description Only those of this kind */
          kind?: 'company' | 'person';
          /** @description The stage */
          stage?: 'prospect' | 'new' | 'growing' | 'stable' | 'declining';
          /** @description Only those in this state */
          state?: 'active' | 'dormant' | 'lost';
          /** @description The business type */
          businessType?: 'direct' | 'channel' | 'key_account' | 'project' | 'service';
          /** @description by the newest version of the standard policy */
          tier?: 'strict' | 'standard' | 'light';
          /** @description The industry */
          industry?: string;
          /** @description The region */
          region?: string;
          /** @description The city */
          city?: string;
          /** @description declining, with an open complaint, or with a contract that ends within 30 days */
          atRisk?: boolean;
          /** @description The has open tasks */
          hasOpenTasks?: boolean;
          /** @description The created from */
          createdFrom?: string;
          /** @description The created to */
          createdTo?: string;
          /** @description The updated from */
          updatedFrom?: string;
          /** @description The updated to */
          updatedTo?: string;
          /** @description the fields wanted, between commas, of: id, name, kind, owner, annualValue, currency, stage, state, industry, region, city, createdAt, updatedAt, etag */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListCustomersAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a customer */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewCustomer'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Customer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on customers: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkCustomersAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A customer, what hangs on it, and who owned it when; with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, name, kind, owner, annualValue, currency, stage, state, industry, region, city, createdAt, updatedAt, etag, source, sourceId, complexity, businessType, cooperationSince, country, address, postalCode, phone, taxId, bankAccount, masked, mayChange, email, employeeCount, parentId, language, neededSkills, version, counts, ownership, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Customer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a customer; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfCustomer'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Customer'];
          };
        };
      };
    };
    trace?: never;
  };
  '/customers/{id}/duplicates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Customers that may be the same: tax id, phone, or nearly the same name */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: customer, because, similarity */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DuplicateCustomerList'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}/merge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Merge a duplicate into this customer, as the owner of both, who is above their owners, or HR */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MergeCustomerRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MergedCustomer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}/ownership': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who owned a customer from when to when */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: since, until, owner, handoverId */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListOwnershipAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/customers/{id}/story': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened with a customer, newest first: communications, business, feedback, owners, handovers */
    get: {
      parameters: {
        query?: {
          /** @description Only records of this type */
          type?:
            | 'communication'
            | 'order'
            | 'opportunity'
            | 'contract'
            | 'task'
            | 'note'
            | 'feedback'
            | 'ownership'
            | 'handover';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: at, type, id, title, person, details */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListStoryAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/contacts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List contacts: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, name, title, phone, email, wechat, idNumber, isKey, birthday, masked, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListContactsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a contact */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewContact'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Contact'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/contacts/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on contacts: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkContactsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/contacts/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A contact, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, name, title, phone, email, wechat, idNumber, isKey, birthday, masked, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Contact'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a contact; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a contact; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfContact'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Contact'];
          };
        };
      };
    };
    trace?: never;
  };
  '/orders': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List orders: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description Only those in this state */
          state?: 'open' | 'paid' | 'cancelled';
          /** @description The ordered on from */
          orderedOnFrom?: string;
          /** @description The ordered on to */
          orderedOnTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'orderedOn' | '-orderedOn' | 'total' | '-total' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, number, orderedOn, total, currency, state, seller, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListOrdersAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a order */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewOrder'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Order'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/orders/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on orders: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkOrdersAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/orders/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A order, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, number, orderedOn, total, currency, state, seller, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Order'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a order; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfOrder'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Order'];
          };
        };
      };
    };
    trace?: never;
  };
  '/order-lines': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List lines of orders: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description The order */
          order?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, orderId, product, quantity, unitPrice, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListOrderLinesAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a line of an order */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewOrderLine'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OrderLine'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/order-lines/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on lines of orders: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkOrderLinesAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/order-lines/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A line of an order, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, orderId, product, quantity, unitPrice, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OrderLine'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a line of an order; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfOrderLine'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OrderLine'];
          };
        };
      };
    };
    trace?: never;
  };
  '/opportunities': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List opportunities: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description The stage */
          stage?: 'prospecting' | 'engaging' | 'won' | 'lost';
          /** @description The closed on from */
          closedOnFrom?: string;
          /** @description The closed on to */
          closedOnTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'closedOn' | '-closedOn' | 'amount' | '-amount' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, title, productId, stage, amount, currency, engagedOn, closedOn, seller, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListOpportunitiesAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a opportunity */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewOpportunity'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Opportunity'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/opportunities/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on opportunities: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkOpportunitiesAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/opportunities/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A opportunity, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, title, productId, stage, amount, currency, engagedOn, closedOn, seller, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Opportunity'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a opportunity; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfOpportunity'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Opportunity'];
          };
        };
      };
    };
    trace?: never;
  };
  '/contracts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List contracts: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description Only those in this state */
          state?: 'draft' | 'active' | 'ended';
          /** @description The ends on from */
          endsOnFrom?: string;
          /** @description The ends on to */
          endsOnTo?: string;
          /** @description The starts on from */
          startsOnFrom?: string;
          /** @description The starts on to */
          startsOnTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'endsOn' | '-endsOn' | 'startsOn' | '-startsOn' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, number, title, startsOn, endsOn, amount, currency, state, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListContractsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a contract */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewContract'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Contract'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/contracts/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on contracts: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkContractsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/contracts/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A contract, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, number, title, startsOn, endsOn, amount, currency, state, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Contract'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a contract; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfContract'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Contract'];
          };
        };
      };
    };
    trace?: never;
  };
  '/projects': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List projects: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description Only those in this state */
          state?: 'planned' | 'running' | 'done' | 'stopped';
          /** @description The due on from */
          dueOnFrom?: string;
          /** @description The due on to */
          dueOnTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'dueOn' | '-dueOn' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, name, progressPct, state, dueOn, summary, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListProjectsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a project */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewProject'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Project'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/projects/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on projects: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkProjectsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/projects/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A project, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, name, progressPct, state, dueOn, summary, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Project'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a project; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a project; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfProject'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Project'];
          };
        };
      };
    };
    trace?: never;
  };
  '/preferences': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List preferences of customers: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description Only those of this kind */
          kind?: 'preference' | 'need' | 'taboo';
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, kind, body, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListPreferencesAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a preference of a customer */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewPreference'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preference'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/preferences/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on preferences of customers: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkPreferencesAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/preferences/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A preference of a customer, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, kind, body, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preference'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a preference of a customer; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a preference of a customer; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfPreference'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preference'];
          };
        };
      };
    };
    trace?: never;
  };
  '/notes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List notes: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, body, author, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListNotesAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a note */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewNote'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Note'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notes/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on notes: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkNotesAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notes/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A note, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, body, author, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Note'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a note; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a note; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfNote'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Note'];
          };
        };
      };
    };
    trace?: never;
  };
  '/communications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List communications: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description The channel of the letter */
          channel?: 'call' | 'mail' | 'visit' | 'wechat' | 'meeting' | 'other';
          /** @description The direction */
          direction?: 'in' | 'out';
          /** @description The happened at from */
          happenedAtFrom?: string;
          /** @description The happened at to */
          happenedAtTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'happenedAt' | '-happenedAt' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, channel, direction, happenedAt, subject, body, tags, author, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListCommunicationsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a communication */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewCommunication'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Communication'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/communications/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on communications: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkCommunicationsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/communications/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A communication, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, channel, direction, happenedAt, subject, body, tags, author, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Communication'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a communication; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a communication; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfCommunication'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Communication'];
          };
        };
      };
    };
    trace?: never;
  };
  '/tasks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List tasks: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description The priority */
          priority?: 'urgent' | 'important' | 'normal';
          /** @description Only those in this state */
          state?: 'doing' | 'review' | 'done';
          /** @description The due on from */
          dueOnFrom?: string;
          /** @description The due on to */
          dueOnTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'dueOn' | '-dueOn' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, title, priority, state, dueOn, isPromise, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListTasksAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a task */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewTask'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Task'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on tasks: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkTasksAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A task, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, title, priority, state, dueOn, isPromise, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Task'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a task; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a task; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfTask'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Task'];
          };
        };
      };
    };
    trace?: never;
  };
  '/calendar-events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List appointments: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description The starts at from */
          startsAtFrom?: string;
          /** @description The starts at to */
          startsAtTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'startsAt' | '-startsAt' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, title, startsAt, endsAt, location, attendees, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListCalendarEventsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a appointment */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewCalendarEvent'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CalendarEvent'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/calendar-events/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on appointments: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkCalendarEventsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/calendar-events/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A appointment, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, title, startsAt, endsAt, location, attendees, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CalendarEvent'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a appointment; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a appointment; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfCalendarEvent'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CalendarEvent'];
          };
        };
      };
    };
    trace?: never;
  };
  '/feedback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List feedback: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description Only records of this type */
          type?: 'inquiry' | 'suggestion' | 'complaint' | 'praise';
          /** @description Only those in this state */
          state?: 'open' | 'answered' | 'closed';
          /** @description The received at from */
          receivedAtFrom?: string;
          /** @description The received at to */
          receivedAtTo?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'receivedAt' | '-receivedAt' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, type, satisfaction, state, receivedAt, body, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListFeedbackAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a feedback */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewFeedbackEntry'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FeedbackEntry'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/feedback/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on feedback: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkFeedbackAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/feedback/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A feedback, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, type, satisfaction, state, receivedAt, body, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FeedbackEntry'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a feedback; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfFeedbackEntry'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FeedbackEntry'];
          };
        };
      };
    };
    trace?: never;
  };
  '/approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List approvals: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description Only those in this state */
          state?: 'pending' | 'approved' | 'rejected';
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, kind, title, amount, requestedBy, state, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListApprovalsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a approval */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewApproval'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Approval'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/approvals/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on approvals: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkApprovalsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/approvals/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A approval, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, kind, title, amount, requestedBy, state, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Approval'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a approval; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfApproval'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Approval'];
          };
        };
      };
    };
    trace?: never;
  };
  '/attachments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List attachments: of one customer, or all that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description id or employee number; "me" */
          assignee?: string;
          /** @description by what, "-" before it: descending; a cursor goes on with the sort of its page only */
          sort?: 'id' | '-id' | 'updatedAt' | '-updatedAt';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description The count */
          count?: boolean;
          /** @description the fields wanted, between commas, of: id, customerId, assignee, fileName, mediaType, bytes, sha256, storageKey, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListAttachmentsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Enter a attachment */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewAttachment'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Attachment'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/attachments/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Up to 500 operations on attachments: each answered by itself, or all or none */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['BulkCustomersRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BulkAttachmentsAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/attachments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A attachment, with an ETag */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, customerId, assignee, fileName, mediaType, bytes, sha256, storageKey, createdAt, updatedAt, etag, links */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Attachment'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a attachment; for 30 days it can be put back. If-Match says which version was seen */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecord'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change what is named of a attachment; null clears. If-Match says which version was seen */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeOfAttachment'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Attachment'];
          };
        };
      };
    };
    trace?: never;
  };
  '/deleted-records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Records that were deleted and can be put back */
    get: {
      parameters: {
        query?: {
          /** @description Only those of this customer (id) */
          customer?: string;
          /** @description Only records of this type */
          type?:
            'contact' | 'project' | 'preference' | 'note' | 'communication' | 'task' | 'calendar_event' | 'attachment';
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, type, name, customerId, assignee, deletedBy, deletedAt, until */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedRecordPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/deleted-records/{id}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Put a deleted record back as it was */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RestoredRecord'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/attachments/{id}/content': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Fetch the content of an attachment, as a file; the access log keeps who did */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/octet-stream': string;
          };
        };
      };
    };
    /** Send the content of an attachment, up to 25 MiB: the bytes that its record describes */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/octet-stream': string;
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AttachmentContent'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller, what they may call at all, and how many handovers await them */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Me'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Employees, by number */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description What to search for */
          q?: string;
          /** @description code */
          department?: string;
          /** @description Only those in this state */
          state?: 'active' | 'on_leave' | 'leaving' | 'left';
          /** @description The role */
          role?: 'hr' | 'manager' | 'account_manager' | 'coordinator' | 'ops' | 'auditor' | 'service';
          /** @description The region */
          region?: string;
          /** @description the fields wanted, between commas, of: id, number, name, title, department, manager, region, state, roles */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['EmployeeSummaryPage'];
          };
        };
      };
    };
    put?: never;
    /** A new employee */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CreateEmployeeRequest'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Employee'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An employee, with an ETag */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Employee'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named; a departure is started by POST /departures, absence and state are those of /employment */
    patch: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeEmployeeRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Employee'];
          };
        };
      };
    };
    trace?: never;
  };
  '/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The audit log, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: number;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those of this handover (id) */
          handover?: string;
          /** @description Only those about this record (id) */
          subject?: string;
          /** @description id or employee number */
          actor?: string;
          /** @description such as signOff.signed, or signOff.* for all of its kind */
          action?: string;
          /** @description The version or policy to compare from */
          from?: string;
          /** @description The version or policy to compare to */
          to?: string;
          /** @description the fields wanted, between commas, of: id, at, actor, actorKind, action, handoverId, subject, params, sentence */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AuditEntryPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Public keys of signatures and heads (JWKS) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Jwks'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/heads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The newest signed head of the audit log */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AuditHead'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/entries/{id}/proof': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A proof that an entry is in the log, checkable without the server */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: number;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AuditProof'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All of the log as NDJSON, for handover audit verify */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/x-ndjson': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/erasures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Erase the personal values that entries of a person or customer carry */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['EraseAuditValuesRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErasedValues'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/handovers/{handoverId}/evidence': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The evidence pack of a closed handover, as a zip that is checked without the server */
    get: {
      parameters: {
        query?: {
          /** @description whether the pack holds names beside ids; for HR and auditors */
          names?: boolean;
        };
        header?: never;
        path: {
          /** @description The id of the handover */
          handoverId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/zip': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/access-reviews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Access reviews in which the caller takes part, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, state, startedBy, startedAt, dueAt, closedAt, counts */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AccessReviewPage'];
          };
        };
      };
    };
    put?: never;
    /** Start an access review now */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['StartAccessReviewAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/access-reviews/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An access review with its counts */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AccessReview'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/access-reviews/{id}/items': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The accesses under review that the caller may see */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description only what the caller is asked about */
          mine?: boolean;
          /** @description Only those in this state */
          state?: 'pending' | 'confirmed' | 'revoked' | 'lapsed';
          /** @description the fields wanted, between commas, of: id, what, ref, reviewer, holder, customer, handover, level, endsAt, state, comment, decidedBy, decidedAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AccessReviewItemPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/access-reviews/{id}/answers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Confirm or revoke accesses; what is revoked is gone at once. Each item has its own result */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AnswerAccessReviewRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AnswerAccessReviewAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/integrity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The newest run of the integrity checks and what is open */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, check, code, subject, params, since, sentence, repair */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Integrity'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}/freeze': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Freeze a person: once this has answered, nothing is served to them any more (HR, or somebody above them) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['FreezePersonRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Freeze'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}/unfreeze': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Lift the freeze of a person */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Freeze'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where the caller is logged in by a browser */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, current, issuer, userAgent, startedAt, lastSeenAt, expiresAt */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Sessions'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me/sessions/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End all logins of the caller, but for this one */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['EndMySessionsRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SessionsEnded'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me/sessions/{id}/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End one login of the caller */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SessionsEnded'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Log out of the browser; a bearer token is left as it is */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LoggedOut'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where somebody is logged in by a browser */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, current, issuer, userAgent, startedAt, lastSeenAt, expiresAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Sessions'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}/sessions/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End all logins of somebody at once; they may log in again */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SessionsEnded'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the caller was told, newest first; also what is asked of those for whom they act */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description only what the caller has not read */
          unread?: boolean;
          /** @description only what asks for something that is not done */
          open?: boolean;
          /** @description the fields wanted, between commas, of: id, kind, category, title, link, handover, for, mine, asks, dueAt, createdAt, readAt, doneAt, links */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notifications'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifications/count': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How many the caller has not read, and how many ask for something */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationCount'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifications/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** New notifications and counts live, as server-sent events; Last-Event-ID resumes */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** @description The last event that was received: the stream goes on after it */
          'Last-Event-ID'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifications/read-all': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Everything up to a notification is read */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ReadAllNotificationsRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationsRead'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifications/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One notification */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifications/{id}/read': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The caller has read a notification of theirs */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me/notification-preferences': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the caller wants to be told, with an ETag */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationPreferences'];
          };
        };
      };
    };
    /** Say how one wants to be told; If-Match with the version guards against overwriting */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeMyNotificationPreferencesRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationPreferences'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}/notification-preferences': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How somebody wants to be told; only they change it */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationPreferences'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Proposed handovers that the caller may see, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'open' | 'accepted' | 'dismissed' | 'lapsed';
          /** @description Only those for this reason */
          reason?: 'ownerLeaves' | 'ownerMoved' | 'ownerAway' | 'customerOutgrows' | 'receiverUnavailable';
          /** @description the fields wanted, between commas, of: id, reason, sentence, kind, giver, handover, replaces, suggested, customers, effectiveOn, untilOn, state, foundAt, decidedBy, decidedAt, comment, started */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ProposalPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}/accept': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Start what is proposed, or replace the receiver; what is left out is as proposed */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key': string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AcceptProposalRequest'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AcceptProposalAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}/dismiss': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Say why nothing is to be done */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['DismissProposalRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DismissProposalAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/departures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Departures that the caller may see, newest first */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'starting' | 'open' | 'closed' | 'cancelled';
          /** @description the fields wanted, between commas, of: id, employee, reason, lastDay, state, overdue, startedBy, startedAt, lookedAt, closedAt, cancelReason, left */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListDeparturesAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Somebody leaves: begins to see to it that nothing names them any more */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key': string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['StartDepartureRequest'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['StartDepartureAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/departures/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A departure, and what is left of it at this moment */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Departure'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/departures/{id}/look': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Look again now: a departure of which nothing is left ends */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['StartDepartureAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/departures/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The person stays: their handovers that have not moved anything are cancelled too */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CancelDepartureRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['StartDepartureAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/employees/{id}/employment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Post and presence of an employee */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Employment'];
          };
        };
      };
    };
    /** Change post and presence of an employee; what is not named stays */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeEmploymentRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Employment'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/departments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Departments, by code */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, code, zh, en, coordinator, people, version */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DepartmentPage'];
          };
        };
      };
    };
    put?: never;
    /** A new department */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CreateDepartmentRequest'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Department'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/departments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A department, with an ETag */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Department'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what is named of a department */
    patch: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeDepartmentRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Department'];
          };
        };
      };
    };
    trace?: never;
  };
  '/delegations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Delegations that the caller gave or holds; HR and auditors: all */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description only those that this person gave or holds */
          person?: string;
          /** @description also those that are over */
          ended?: boolean;
          /** @description the fields wanted, between commas, of: id, from, to, reason, startsAt, endsAt, madeBy, revokedAt */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DelegationPage'];
          };
        };
      };
    };
    put?: never;
    /** Let somebody give approvals and signatures for oneself, for a time */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MakeDelegationRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Delegation'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/delegations/{id}/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End a delegation now, as who gave it, holds it, or HR */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Delegation'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/policies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The policies and their versions */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: key, version, name, note, createdAt, createdBy, newest */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListPoliciesAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Publish the next version of a policy, based on the newest one */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PublishPolicyRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PublishPolicyAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/policies/compare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What differs between two versions, by path and in words */
    get: {
      parameters: {
        query: {
          /** @description key/version, for example standard/1 */
          from: string;
          /** @description key/version, for example standard/1 */
          to: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PolicyComparison'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/policies/try': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a policy, published or not, would mean for a book; nothing is written */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TryPolicyRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PolicyTrial'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/policies/{key}/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A version of a policy */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The key of the policy */
          key: string;
          /** @description The version */
          version: number;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Policy'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/calendars': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The working calendars and the years whose days are known */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: code, name, timeZone, dayStarts, dayEnds, weeklyWorkdays, years */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ListCalendarsAnswer'];
          };
        };
      };
    };
    put?: never;
    /** Upload a year of a working calendar as days or as an iCalendar file; deadlines that run stay as they are */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['UploadCalendarRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['UploadCalendarAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/calendars/{code}/{year}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A year of a working calendar and its uploads */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description capital letters, digits and hyphens */
          code: string;
          /** @description The year */
          year: number;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CalendarYear'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The subscriptions to events */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, url, description, events, state, disabledBecause, disabledAt, failingSince, succeededAt, pending, secrets, createdBy, createdAt, version */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WebhookPage'];
          };
        };
      };
    };
    put?: never;
    /** Subscribe an endpoint to events; the answer holds the secret, which is shown this once. No Idempotency-Key: no answer with a secret is kept */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CreateWebhookRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WebhookWithSecret'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{webhookId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A subscription, with an ETag */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what is known already */
          'If-None-Match'?: string;
        };
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Webhook'];
          };
        };
      };
    };
    /** Change what is named: address, events, paused or active; If-Match with the version guards against overwriting */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeWebhookRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Webhook'];
          };
        };
      };
    };
    post?: never;
    /** End a subscription; its messages go with it */
    delete: {
      parameters: {
        query?: never;
        header?: {
          /** @description The ETag of what was looked at: a newer version refuses the request with 412 */
          'If-Match'?: string;
        };
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeleteWebhookAnswer'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{webhookId}/secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A new secret, shown this once; for a time messages carry both signatures */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RotateWebhookSecretRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WebhookWithSecret'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{webhookId}/ping': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send a message that says nothing, to see whether it arrives */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WebhookDelivery'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{webhookId}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The messages of a subscription, newest first; kept for 30 days */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description Only those in this state */
          state?: 'pending' | 'delivered' | 'failed';
          /** @description the fields wanted, between commas, of: id, type, entryId, state, attempts, dueAt, attemptedAt, tookMs, status, error, sentence, deliveredAt, createdAt, payload */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WebhookDeliveryPage'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{webhookId}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send messages once more under their own ids: by id, or all that were given up since an instant */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path: {
          /** @description The webhook id */
          webhookId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ReplayWebhookDeliveriesRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ReplayWebhookDeliveriesAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/service-accounts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The service accounts */
    get: {
      parameters: {
        query?: {
          /** @description `next` of the page before */
          cursor?: string;
          /** @description How many at most on a page */
          limit?: number;
          /** @description the fields wanted, between commas, of: id, number, name, description, scopes, createdBy, createdAt, endedAt, tokens */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ServiceAccountPage'];
          };
        };
      };
    };
    put?: never;
    /** Make a service account; HR gives the scopes read, import and scim, operators webhooks */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description A value of your own choice, new for each new request: the same request with the same key is done once and answered alike */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CreateServiceAccountRequest'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ServiceAccount'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/service-accounts/{serviceAccountId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A service account */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The service account id */
          serviceAccountId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ServiceAccount'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/service-accounts/{serviceAccountId}/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End a service account for good, and all of its tokens */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The service account id */
          serviceAccountId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ServiceAccount'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/service-accounts/{serviceAccountId}/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The tokens of a service account, newest first, and when each was used last */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, name, scopes, state, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt */
          fields?: string;
        };
        header?: never;
        path: {
          /** @description The service account id */
          serviceAccountId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ApiTokenList'];
          };
        };
      };
    };
    put?: never;
    /** Make a token; it is shown this once. No Idempotency-Key: no answer with a secret is kept */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The service account id */
          serviceAccountId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MakeApiTokenRequest'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ApiTokenWithSecret'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/service-accounts/{serviceAccountId}/tokens/{tokenId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Revoke a token at once; what is under way by it breaks off */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The service account id */
          serviceAccountId: string;
          /** @description The token id */
          tokenId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ApiToken'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The settings that hold in the process that answers, without secrets; they change in its environment alone */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: name, value, source, isSecret */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Settings'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/demo/token': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A bearer token for one of the people */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['DemoTokenRequest'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DemoTokenAnswer'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/demo/people': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whom one can sign in as */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, number, name, title, roles */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DemoPeopleAnswer'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/outbox': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The mails that were sent, newest first */
    get: {
      parameters: {
        query?: {
          /** @description the fields wanted, between commas, of: id, receivedAt, messageId, from, to, subject, text, attachments */
          fields?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OutboxMailList'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    PlanChanges: {
      /** @description null: by the rule again */
      overrides?: {
        customerId: string;
        receiver: string | null;
      }[];
      /** @description customers of the giver that the plan does not have; arrived: all that came since it was made */
      add?: 'arrived' | string[];
      /** @description customers that stay with the giver */
      takeOut?: string[];
      reason: string;
    };
    VerifiedCustomer: {
      customerId: string;
      ok: boolean;
      /** @description keys of the checklist’s points that are right */
      points?: string[];
      comment?: string;
    };
    NewCustomer: {
      /** @description id or employee number; absent: the caller; null: the pool, by HR */
      owner?: string | null;
      name: string;
      /** @enum {string} */
      kind?: 'company' | 'person';
      /** @description a decimal: "1200.50" */
      annualValue?: string;
      currency?: string;
      complexity?: number;
      /** @enum {string} */
      businessType?: 'direct' | 'channel' | 'key_account' | 'project' | 'service';
      /** @enum {string} */
      stage?: 'prospect' | 'new' | 'growing' | 'stable' | 'declining';
      cooperationSince?: string | null;
      industry?: string | null;
      country?: string | null;
      region?: string | null;
      city?: string | null;
      address?: string | null;
      postalCode?: string | null;
      phone?: string | null;
      email?: string | null;
      taxId?: string | null;
      bankAccount?: string | null;
      employeeCount?: number | null;
      /** @enum {string} */
      state?: 'active' | 'dormant' | 'lost';
      parentId?: string | null;
      language?: string | null;
      neededSkills?: string[];
    };
    ChangeOfCustomer: {
      name?: string;
      /** @enum {string} */
      kind?: 'company' | 'person';
      /** @description a decimal: "1200.50" */
      annualValue?: string;
      currency?: string;
      complexity?: number;
      /** @enum {string} */
      businessType?: 'direct' | 'channel' | 'key_account' | 'project' | 'service';
      /** @enum {string} */
      stage?: 'prospect' | 'new' | 'growing' | 'stable' | 'declining';
      cooperationSince?: string | null;
      industry?: string | null;
      country?: string | null;
      region?: string | null;
      city?: string | null;
      address?: string | null;
      postalCode?: string | null;
      phone?: string | null;
      email?: string | null;
      taxId?: string | null;
      bankAccount?: string | null;
      employeeCount?: number | null;
      /** @enum {string} */
      state?: 'active' | 'dormant' | 'lost';
      parentId?: string | null;
      language?: string | null;
      neededSkills?: string[];
    };
    NewContact: {
      customerId: string;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      name: string;
      title?: string | null;
      phone?: string | null;
      email?: string | null;
      wechat?: string | null;
      idNumber?: string | null;
      isKey?: boolean;
      birthday?: string | null;
    };
    ChangeOfContact: {
      name?: string;
      title?: string | null;
      phone?: string | null;
      email?: string | null;
      wechat?: string | null;
      idNumber?: string | null;
      isKey?: boolean;
      birthday?: string | null;
    };
    NewOrder: {
      customerId: string;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      number?: string | null;
      orderedOn: string;
      total: string;
      currency?: string;
      /** @enum {string} */
      state?: 'open' | 'paid' | 'cancelled';
      seller?: string | null;
    };
    ChangeOfOrder: {
      number?: string | null;
      orderedOn?: string;
      total?: string;
      currency?: string;
      /** @enum {string} */
      state?: 'open' | 'paid' | 'cancelled';
    };
    NewOrderLine: {
      orderId: string;
      product: string;
      quantity: string;
      unitPrice: string;
    };
    ChangeOfOrderLine: {
      product?: string;
      quantity?: string;
      unitPrice?: string;
    };
    NewOpportunity: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      title: string;
      productId?: string | null;
      /** @enum {string} */
      stage: 'prospecting' | 'engaging' | 'won' | 'lost';
      amount?: string | null;
      currency?: string;
      engagedOn?: string | null;
      closedOn?: string | null;
      seller?: string | null;
    };
    ChangeOfOpportunity: {
      title?: string;
      productId?: string | null;
      /** @enum {string} */
      stage?: 'prospecting' | 'engaging' | 'won' | 'lost';
      amount?: string | null;
      currency?: string;
      engagedOn?: string | null;
      closedOn?: string | null;
    };
    NewContract: {
      customerId: string;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      number: string;
      title: string;
      startsOn: string;
      endsOn?: string | null;
      amount?: string | null;
      currency?: string;
      /** @enum {string} */
      state?: 'draft' | 'active' | 'ended';
    };
    ChangeOfContract: {
      number?: string;
      title?: string;
      startsOn?: string;
      endsOn?: string | null;
      amount?: string | null;
      currency?: string;
      /** @enum {string} */
      state?: 'draft' | 'active' | 'ended';
    };
    NewProject: {
      customerId: string;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      name: string;
      progressPct?: number;
      /** @enum {string} */
      state?: 'planned' | 'running' | 'done' | 'stopped';
      dueOn?: string | null;
      summary?: string | null;
    };
    ChangeOfProject: {
      name?: string;
      progressPct?: number;
      /** @enum {string} */
      state?: 'planned' | 'running' | 'done' | 'stopped';
      dueOn?: string | null;
      summary?: string | null;
    };
    NewPreference: {
      customerId: string;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      /** @enum {string} */
      kind: 'preference' | 'need' | 'taboo';
      body: string;
    };
    ChangeOfPreference: {
      /** @enum {string} */
      kind?: 'preference' | 'need' | 'taboo';
      body?: string;
    };
    NewNote: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      body: string;
    };
    ChangeOfNote: {
      body?: string;
    };
    NewCommunication: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      /** @enum {string} */
      channel: 'call' | 'mail' | 'visit' | 'wechat' | 'meeting' | 'other';
      /** @enum {string} */
      direction?: 'in' | 'out';
      happenedAt: string;
      subject: string;
      body?: string | null;
      tags?: string[];
    };
    ChangeOfCommunication: {
      /** @enum {string} */
      channel?: 'call' | 'mail' | 'visit' | 'wechat' | 'meeting' | 'other';
      /** @enum {string} */
      direction?: 'in' | 'out';
      happenedAt?: string;
      subject?: string;
      body?: string | null;
      tags?: string[];
    };
    NewTask: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      title: string;
      /** @enum {string} */
      priority?: 'urgent' | 'important' | 'normal';
      /** @enum {string} */
      state?: 'doing' | 'review' | 'done';
      dueOn?: string | null;
      isPromise?: boolean;
    };
    ChangeOfTask: {
      title?: string;
      /** @enum {string} */
      priority?: 'urgent' | 'important' | 'normal';
      /** @enum {string} */
      state?: 'doing' | 'review' | 'done';
      dueOn?: string | null;
      isPromise?: boolean;
    };
    NewCalendarEvent: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      title: string;
      startsAt: string;
      endsAt: string;
      location?: string | null;
      attendees?: string[];
    };
    ChangeOfCalendarEvent: {
      title?: string;
      startsAt?: string;
      endsAt?: string;
      location?: string | null;
      attendees?: string[];
    };
    NewFeedbackEntry: {
      customerId: string;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      /** @enum {string} */
      type: 'inquiry' | 'suggestion' | 'complaint' | 'praise';
      satisfaction?: number | null;
      /** @enum {string} */
      state?: 'open' | 'answered' | 'closed';
      receivedAt: string;
      body: string;
    };
    ChangeOfFeedbackEntry: {
      /** @enum {string} */
      type?: 'inquiry' | 'suggestion' | 'complaint' | 'praise';
      satisfaction?: number | null;
      /** @enum {string} */
      state?: 'open' | 'answered' | 'closed';
      receivedAt?: string;
      body?: string;
    };
    NewApproval: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      kind: string;
      title: string;
      amount?: string | null;
      /** @enum {string} */
      state?: 'pending' | 'approved' | 'rejected';
    };
    ChangeOfApproval: {
      kind?: string;
      title?: string;
      amount?: string | null;
      /** @enum {string} */
      state?: 'pending' | 'approved' | 'rejected';
    };
    NewAttachment: {
      customerId?: string | null;
      /** @description who has it in person; null: it follows the owner of its customer */
      assignee?: string | null;
      fileName: string;
      mediaType: string;
      bytes: number;
      sha256: string;
      storageKey?: string;
    };
    ChangeOfAttachment: {
      fileName?: string;
      mediaType?: string;
    };
    /** @description the rules of a handover; days named working days count on the calendar */
    PolicyBody: {
      /** @description code of a working calendar, see GET /calendars */
      calendar: string;
      waits: {
        approval: components['schemas']['PolicyWait'];
        materials: components['schemas']['PolicyWait'];
        minutes: components['schemas']['PolicyWait'];
        verification: components['schemas']['PolicyWait'];
        signOff: components['schemas']['PolicyWait'];
        safety?: components['schemas']['PolicyWait'];
        review: components['schemas']['PolicyWait'];
        coverReturn?: components['schemas']['PolicyWait'];
        discrepancies?: components['schemas']['PolicyWait'];
        discrepancyDecision?: components['schemas']['PolicyWait'];
        risks?: components['schemas']['PolicyWait'];
      };
      deadlines?: {
        /** @enum {string} */
        tier?: 'strict' | 'standard' | 'light';
        fromCustomers?: number;
        dueWorkingDays: {
          [key: string]: number;
        };
      }[];
      tiers: {
        strict: {
          minAnnualValue: number;
          minComplexity: number;
          businessTypes: ('direct' | 'channel' | 'key_account' | 'project' | 'service')[];
          stages?: ('prospect' | 'new' | 'growing' | 'stable' | 'declining')[];
          minYears?: number;
        };
        light?: {
          maxAnnualValue: number;
          maxComplexity: number;
          businessTypes?: ('direct' | 'channel' | 'key_account' | 'project' | 'service')[];
          stages?: ('prospect' | 'new' | 'growing' | 'stable' | 'declining')[];
          belowYears?: number;
        };
      };
      materials?: {
        minCompleteness: number;
        answers?: boolean;
      };
      verification: {
        strictShare: number;
        standardShare: number;
        lightShare?: number;
        minimum: number;
        checklists?: {
          [key: string]: {
            key: string;
            zh: string;
            en: string;
            required: boolean;
          }[];
        };
        discrepancyDays?: number;
      };
      deputies?: ('managerOfSupervisor' | 'managerOfManager' | 'departmentCoordinator' | 'startingHr' | 'hr')[];
      planning?: {
        match: {
          industry: number;
          region: number;
          language: number;
          skill: number;
        };
        keepTogether?: boolean;
        sharedContactAtMost: number;
      };
      approval?: {
        secondAbove: number;
        by: ('managerOfSupervisor' | 'managerOfManager' | 'departmentCoordinator' | 'startingHr' | 'hr')[];
      };
      signers?: {
        departments: {
          /** @description code of the department; its coordinator signs */
          department: string;
          /** @enum {string} */
          role: 'finance' | 'legal' | 'it' | 'sales' | 'service' | 'technical';
          /** @enum {string} */
          when: 'openOrders' | 'contracts' | 'access' | 'always';
        }[];
      };
      meeting: {
        durationMinutes: number;
      };
      reviews: {
        days: number[];
        minSatisfaction: number;
        questions?: {
          key: string;
          /** @enum {string} */
          kind: 'scale' | 'text';
          for: ('receiver' | 'supervisor')[];
          zh: string;
          en: string;
        }[];
        survey?: {
          share: number;
          most: number;
          answerDays: number;
          /** @enum {string} */
          language: 'zh-CN' | 'en';
        };
        thresholds?: {
          complaints?: number;
          lostCustomers?: number;
          contactsFall?: number;
          revenueFall?: number;
          pipelineFall?: number;
          satisfactionFall?: number;
        };
        corrective?: {
          /** @enum {string} */
          owner: 'supervisor' | 'receiver';
          dueWorkingDays: number;
        };
        workReports?: boolean;
      };
      transition: {
        days: number;
        /** @description 0: nobody is asked to talk */
        checkInEveryDays: number;
      };
      restoreDays: number;
      operatorStatements: boolean;
      risks?: {
        blockFrom: number;
        contractEndsWithinDays: number;
        noContactDays: number;
        minSatisfaction: number;
        receiverCustomers: number;
      };
      safety?: {
        maxCustomers: number;
        maxShareOfCompany: number;
        shareFrom: number;
        maxRefusedShare: number;
        refusedFrom: number;
        secondPerson: boolean;
      };
      introduction?: {
        tiers: {
          strict: {
            /** @enum {string} */
            channel: 'letter' | 'meeting' | 'phone';
            consentAfterWorkingDays: number;
          };
          standard: {
            /** @enum {string} */
            channel: 'letter' | 'meeting' | 'phone';
            consentAfterWorkingDays: number;
          };
          light?: {
            /** @enum {string} */
            channel: 'letter' | 'meeting' | 'phone';
            consentAfterWorkingDays: number;
          };
        };
        language: {
          /** @enum {string} */
          default: 'zh-CN' | 'en';
          byRegion?: {
            [key: string]: 'zh-CN' | 'en';
          };
        };
        mailsPerMinute: number;
        approval?: {
          /** @enum {string} */
          by: 'supervisor' | 'giver';
          wait: components['schemas']['PolicyWait'];
        };
        inPerson: components['schemas']['PolicyWait'];
        meeting: {
          durationMinutes: number;
          perDay: number;
        };
        objections: {
          /** @enum {string} */
          first: 'alternateReceiver' | 'manager';
          maxObjections: number;
          last:
            | 'pool'
            | {
                person: string;
              };
        };
        settleEveryMinutes: number;
      };
      training?: {
        points: {
          key: string;
          /** @enum {string} */
          kind: 'demonstration' | 'cases' | 'questions' | 'crmSystem' | 'product';
          zh: string;
          en: string;
          required: boolean;
          minMark: number;
        }[];
        wait: components['schemas']['PolicyWait'];
        supportWorkingDays: number;
      };
      cover?: {
        /** @enum {string} */
        wonCustomers: 'cover' | 'giver';
        /** @enum {string} */
        lateArrivals: 'cover' | 'giver';
        remindBeforeWorkingDays: number[];
      };
      emergency?: {
        custodian: ('departmentCoordinator' | 'manager' | 'supervisor')[];
        urgentWithinDays: number;
      };
      proposals?: {
        ownerLeaves?: {
          enabled: boolean;
        };
        ownerMoved?: {
          withinDays: number;
        };
        ownerAway?: {
          longerThanDays: number;
          aheadDays: number;
        };
        customerOutgrows?: {
          minAnnualValue: number;
          ownerLevelBelow: number;
        };
        receiverUnavailable?: {
          enabled: boolean;
        };
      };
      departure?: {
        remindEveryWorkingDays: number;
        escalateBeforeWorkingDays: number;
        endAccessOnLastDay: boolean;
      };
    };
    PolicyWait: {
      dueWorkingDays: number;
      remindBeforeWorkingDays: number[];
      escalateAfterWorkingDays: number;
      escalations?: {
        afterWorkingDays: number;
        to: ('managerOfSupervisor' | 'managerOfManager' | 'departmentCoordinator' | 'startingHr' | 'hr')[];
      }[];
      giveUpAfterWorkingDays: number;
    };
    WebhookMessage: {
      /** @enum {string} */
      type:
        | 'handover.requested'
        | 'parties.notified'
        | 'plan.made'
        | 'plan.approved'
        | 'plan.sentBack'
        | 'materials.prepared'
        | 'materials.confirmed'
        | 'meeting.arranged'
        | 'meeting.rescheduled'
        | 'meeting.held'
        | 'meeting.cancelled'
        | 'minutes.recorded'
        | 'verification.confirmed'
        | 'risks.found'
        | 'risks.accepted'
        | 'risk.opened'
        | 'risk.assessed'
        | 'risk.closed'
        | 'risk.reopened'
        | 'discrepancy.opened'
        | 'discrepancy.answered'
        | 'discrepancy.replied'
        | 'discrepancy.agreed'
        | 'discrepancy.withdrawn'
        | 'discrepancy.reopened'
        | 'discrepancy.accepted'
        | 'discrepancy.toMend'
        | 'discrepancies.open'
        | 'signOff.opened'
        | 'signOff.signed'
        | 'signOff.rejected'
        | 'signOff.waived'
        | 'signOff.departmentAsked'
        | 'signOff.departmentMissing'
        | 'signOff.voided'
        | 'signOff.sentBack'
        | 'plan.changed'
        | 'receiver.replaced'
        | 'due.extended'
        | 'case.paused'
        | 'case.resumed'
        | 'case.cancelled'
        | 'case.undone'
        | 'case.closed'
        | 'wait.unanswered'
        | 'wait.remind'
        | 'wait.due'
        | 'wait.escalate'
        | 'transfer.started'
        | 'transfer.halted'
        | 'transfer.released'
        | 'transfer.stopped'
        | 'transfer.finished'
        | 'access.transitionGranted'
        | 'access.cutOff'
        | 'custody.opened'
        | 'custody.ended'
        | 'cover.lent'
        | 'cover.endsSoon'
        | 'cover.giverNotBack'
        | 'cover.extended'
        | 'cover.endedEarly'
        | 'cover.kept'
        | 'cover.returned'
        | 'items.restored'
        | 'items.returned'
        | 'checkIns.started'
        | 'checkIn.asked'
        | 'review.opened'
        | 'review.answered'
        | 'review.closed'
        | 'person.frozen'
        | 'person.unfrozen'
        | 'employee.changed'
        | 'proposal.made'
        | 'proposal.accepted'
        | 'proposal.dismissed'
        | 'proposal.lapsed'
        | 'departure.started'
        | 'departure.accessEnded'
        | 'departure.closed'
        | 'departure.cancelled'
        | 'grant.given'
        | 'grant.revoked'
        | 'team.joined'
        | 'team.changed'
        | 'team.left'
        | 'conflict.kept'
        | 'conflict.takenBack'
        | 'accessReview.opened'
        | 'accessReview.closed'
        | 'accessReview.cancelled'
        | 'access.confirmed'
        | 'access.revoked'
        | 'access.lapsed'
        | 'case.closedByRepair'
        | 'policy.published'
        | 'calendar.uploaded'
        | 'delegation.made'
        | 'delegation.ended'
        | 'evidence.made'
        | 'plan.secondAsked'
        | 'introduction.prepared'
        | 'introduction.lettersAsked'
        | 'introduction.letters.remind'
        | 'introduction.letters.due'
        | 'introduction.letters.escalate'
        | 'introduction.lettersApproved'
        | 'introduction.lettersSentBack'
        | 'introduction.lettersUnanswered'
        | 'introduction.sent'
        | 'introduction.refused'
        | 'introduction.agreed'
        | 'introduction.objected'
        | 'introduction.consented'
        | 'introduction.unanswered'
        | 'introduction.reassigned'
        | 'introduction.pooled'
        | 'introduction.withdrawn'
        | 'introduction.resent'
        | 'introduction.meetingMoved'
        | 'introduction.extended'
        | 'introduction.done'
        | 'introduction.cancelled'
        | 'training.opened'
        | 'training.remind'
        | 'training.due'
        | 'training.escalate'
        | 'training.giveUp'
        | 'training.confirmed'
        | 'training.pointNoted'
        | 'training.pointConfirmed'
        | 'training.pointTakenBack'
        | 'training.feedbackGiven'
        | 'support.asked'
        | 'support.answered'
        | 'support.written'
        | 'support.late'
        | 'transition.contact'
        | 'transition.done'
        | 'transition.cancelled'
        | 'furtherMeeting.called'
        | 'furtherMeeting.moved'
        | 'furtherMeeting.cancelled'
        | 'furtherMeeting.held'
        | 'meetingAction.opened'
        | 'meetingAction.done'
        | 'meetingAction.reopened'
        | 'meetingAction.changed'
        | 'meetingAction.escalated'
        | 'correctiveAction.opened'
        | 'correctiveAction.escalated'
        | 'correctiveAction.done'
        | 'correctiveAction.dropped'
        | 'correctiveAction.changed'
        | 'survey.answered'
        | 'workReport.sent'
        | 'suggestion.made'
        | 'customer.created'
        | 'customer.changed'
        | 'customer.merged'
        | 'customer.mergedInto'
        | 'ownership.started'
        | 'record.created'
        | 'record.changed'
        | 'record.deleted'
        | 'record.restored'
        | 'import.done'
        | 'import.failed'
        | 'import.cancelled'
        | 'webhook.ping';
      /** @description of the event, not of the attempt */
      timestamp: string;
      data: {
        entryId: string | null;
        handoverId: string | null;
        actor: {
          /** @enum {string} */
          kind: 'person' | 'engine' | 'operator';
          id: string | null;
        };
        subject: {
          type: string;
          id: string;
        } | null;
      };
    };
    HandoverSummary: {
      id: string;
      label: string;
      kind: string;
      reason: string;
      giver: components['schemas']['Person'];
      supervisor: components['schemas']['Person'];
      receivers: components['schemas']['Person'][];
      /** @enum {string} */
      state: 'starting' | 'running' | 'paused' | 'closed' | 'cancelled';
      /** @enum {string} */
      step:
        'notify' | 'plan' | 'materials' | 'meeting' | 'verification' | 'signOff' | 'transfer' | 'followUp' | 'close';
      round: number;
      waitingFor:
        | (
            | 'approval'
            | 'materials'
            | 'minutes'
            | 'verification'
            | 'signOff'
            | 'safety'
            | 'review'
            | 'coverReturn'
            | 'discrepancies'
            | 'discrepancyDecision'
            | 'risks'
            | 'effectiveAt'
            | 'reviewDate'
            | 'restoreWindow'
            | 'coverEnd'
            | 'tracks'
          )
        | null;
      dueAt: string | null;
      overdue: boolean;
      progressPct: number;
      itemCount: number;
      planHash: string | null;
      flags: (
        | 'calendarYearUnknown'
        | 'receiverNotActive'
        | 'secondApproverMissing'
        | 'giverSilent'
        | 'noMinutes'
        | 'notVerified'
        | 'discrepancies'
        | 'reviewUnanswered'
        | 'satisfactionLow'
        | 'notIntroduced'
        | 'trainingIncomplete'
        | 'supportUnanswered'
        | 'giverGone'
        | 'giverNotBack'
        | 'itemsElsewhere'
      )[];
      awaited: {
        person: components['schemas']['Person'];
        roles: ('giver' | 'receiver' | 'supervisor' | 'approver' | 'deputy' | 'department')[];
      }[];
      effectiveAt: string | null;
      startedAt: string;
      transferredAt: string | null;
      closedAt: string | null;
    };
    Person: {
      id: string;
      number: string;
      name: string;
    };
    Item: {
      /** @enum {string} */
      type:
        | 'customer'
        | 'opportunity'
        | 'task'
        | 'calendar_event'
        | 'approval'
        | 'note'
        | 'communication'
        | 'attachment'
        | 'contact'
        | 'order'
        | 'contract'
        | 'project'
        | 'preference'
        | 'feedback'
        | 'team_membership';
      id: string;
      customer: {
        id: string;
        name: string | null;
      } | null;
      receiver: components['schemas']['Person'];
      tier: ('strict' | 'standard' | 'light') | null;
      toVerify: boolean;
      /** @description why this receiver, as a code; the sentence says it in full */
      why: string;
      whyParams: {
        [key: string]: unknown;
      };
      whySentence: string;
      /** @enum {string} */
      state: 'planned' | 'moved' | 'skipped' | 'failed' | 'late' | 'restored' | 'returned' | 'reassigned' | 'pooled';
      reason: string | null;
      sentence: string | null;
    };
    AuditEntry: {
      id: string;
      at: string;
      actor: components['schemas']['Person'] | null;
      /** @enum {string} */
      actorKind: 'person' | 'engine' | 'operator';
      action: string;
      handoverId: string | null;
      subject: {
        type: string | null;
        id: string;
      } | null;
      params: {
        [key: string]: unknown;
      };
      sentence: string;
    };
    PlanChange: {
      customer: {
        id: string;
        name: string | null;
      };
      override: {
        receiver: components['schemas']['Person'];
        reason: string;
        by: components['schemas']['Person'];
        at: string;
      } | null;
      scope: {
        /** @enum {string} */
        change: 'added' | 'takenOut';
        reason: string;
        by: components['schemas']['Person'];
        at: string;
      } | null;
    };
    NotInPlan: {
      customer: {
        id: string;
        name: string | null;
      };
      /** @enum {string} */
      why: 'takenOut' | 'arrived' | 'outOfScope';
      sentence: string;
    };
    MaterialsSummary: {
      customer: {
        id: string;
        name: string | null;
      };
      receiver: components['schemas']['Person'];
      version: number;
      completeness: number;
      missing: string[];
      needsExplanation: boolean;
      toVerify: boolean;
      explained: boolean;
      verified: boolean;
    };
    Review: {
      id: string;
      dayOffset: number;
      dueAt: string;
      answerBy: string | null;
      /** @enum {string} */
      state: 'planned' | 'open' | 'answered' | 'unanswered';
      baseline: {
        [key: string]: unknown;
      } | null;
      facts: {
        [key: string]: unknown;
      } | null;
      findings: string[];
      answers: {
        person: components['schemas']['Person'];
        satisfaction: number;
        comment: string | null;
        answers: {
          [key: string]: unknown;
        };
        answeredAt: string;
      }[];
    };
    MeetingAction: {
      id: string;
      body: string;
      owner: components['schemas']['Person'];
      dueOn: string | null;
      doneAt: string | null;
      round: number | null;
      meetingId: string | null;
      version: number;
    };
    DiscrepancySummary: {
      id: string;
      customer: {
        id: string;
        name: string | null;
      };
      receiver: components['schemas']['Person'];
      round: number;
      /** @enum {string} */
      state: 'open' | 'answered' | 'agreed' | 'withdrawn' | 'accepted' | 'mend';
      openedAt: string;
      /** @description until then receiver and giver settle it; then the supervisor decides */
      dueAt: string | null;
      messages: number;
    };
    Risk: {
      id: string;
      /** @enum {string} */
      kind:
        | 'informationLoss'
        | 'customerLoss'
        | 'misunderstanding'
        | 'complaintOpen'
        | 'contractEnds'
        | 'noContact'
        | 'keyContactMissing'
        | 'satisfactionLow'
        | 'receiverOverloaded'
        | 'other';
      /** @description by the engine in the data */
      found: boolean;
      /** @description the title that people gave it, or what the engine found */
      sentence: string;
      customer: {
        id: string;
        name: string | null;
      } | null;
      receiver: components['schemas']['Person'] | null;
      likelihood: number;
      effect: number;
      score: number;
      blocking: boolean;
      /** @description what is done about it; of a found one a proposal, until somebody says otherwise */
      mitigation: string | null;
      owner: components['schemas']['Person'];
      dueOn: string | null;
      /** @enum {string} */
      state: 'open' | 'accepted' | 'closed' | 'gone';
      acceptedBy: string | null;
      acceptedAt: string | null;
      openedAt: string;
      version: number;
    };
    RestoreConflict: {
      id: string;
      /** @enum {string} */
      type:
        | 'customer'
        | 'opportunity'
        | 'task'
        | 'calendar_event'
        | 'approval'
        | 'note'
        | 'communication'
        | 'attachment'
        | 'contact'
        | 'order'
        | 'contract'
        | 'project'
        | 'preference'
        | 'feedback'
        | 'team_membership';
      recordId: string;
      customer: {
        id: string;
        name: string | null;
      } | null;
      /**
       * @description holderChanged: somebody else has it by now; changed: it has other values
       * @enum {string}
       */
      kind: 'holderChanged' | 'changed';
      /** @description columns that were changed */
      fields: string[];
      detectedAt: string;
      decision: ('keep' | 'takeBack') | null;
      decidedAt: string | null;
    };
    Survey: {
      id: string;
      reviewId: string;
      customer: {
        id: string;
        name: string;
      };
      /** @enum {string} */
      state: 'prepared' | 'sent' | 'refused' | 'unreached' | 'optedOut' | 'answered';
      answerBy: string;
      answeredAt: string | null;
      satisfaction: number | null;
      words: string | null;
    };
    CorrectiveAction: {
      id: string;
      reviewId: string | null;
      /** @description code of what a review found; stated: by a person */
      finding: string;
      sentence: string;
      body: string | null;
      owner: components['schemas']['Person'];
      dueOn: string;
      /** @enum {string} */
      state: 'open' | 'done' | 'dropped';
      outcome: string | null;
      /** @description null: the engine, by the thresholds of the policy */
      openedBy: components['schemas']['Person'] | null;
      openedAt: string;
      closedAt: string | null;
    };
    WorkReport: {
      id: string;
      author: components['schemas']['Person'];
      body: string;
      concerns: boolean;
      createdAt: string;
    };
    Suggestion: {
      id: string;
      handover: {
        id: string;
        label: string;
      };
      author: components['schemas']['Person'];
      policy: {
        key: string;
        version: number;
      };
      body: string;
      /** @enum {string} */
      state: 'open' | 'taken' | 'declined';
      comment: string | null;
      createdAt: string;
      decidedAt: string | null;
    };
    Introduction: {
      id: string;
      customer: {
        id: string;
        name: string | null;
      };
      /** @description grows with each objection */
      nth: number;
      receiver: {
        id: string;
        number: string;
        name: string;
      };
      /** @enum {string} */
      channel: 'letter' | 'meeting' | 'phone';
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      /** @enum {string} */
      state:
        | 'prepared'
        | 'sent'
        | 'toDo'
        | 'agreed'
        | 'consented'
        | 'objected'
        | 'unanswered'
        | 'reassigned'
        | 'pooled'
        | 'withdrawn'
        | 'cancelled';
      /** @description why it is to be done in person */
      why: ('noAddress' | 'refused' | 'byPhone' | 'notApproved') | null;
      /** @enum {string} */
      stage: 'open' | 'reminded' | 'overdue' | 'escalated';
      sentAt: string | null;
      answerBy: string | null;
      dueAt: string | null;
      meeting: {
        startsAt: string;
        endsAt: string;
        location: string | null;
        onlineUrl: string | null;
      } | null;
      answer: {
        /** @enum {string} */
        answer: 'agreed' | 'objected';
        words: string | null;
        /** @enum {string} */
        via: 'link' | 'phone' | 'meeting' | 'mail';
        /** @description null: the customer */
        by: {
          id: string;
          number: string;
          name: string;
        } | null;
        at: string;
      } | null;
    };
    LetterTemplate: {
      id: string;
      /** @enum {string} */
      channel: 'letter' | 'meeting' | 'phone';
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      version: number;
      subject: string;
      body: string;
      /** @description null: came with the product */
      createdBy: {
        id: string;
        number: string;
        name: string;
      } | null;
      createdAt: string;
    };
    TrainingPoint: {
      id: string;
      receiver: components['schemas']['Person'];
      key: string;
      /** @enum {string} */
      kind: 'demonstration' | 'cases' | 'questions' | 'crmSystem' | 'product';
      sentence: string;
      required: boolean;
      minMark: number;
      doneAt: string | null;
      mark: number | null;
      confirmedBy: components['schemas']['Person'] | null;
      confirmedAt: string | null;
      /** @description with the mark that the point needs */
      confirmed: boolean;
      note: string | null;
      version: number;
    };
    SupportRequest: {
      id: string;
      receiver: components['schemas']['Person'];
      askedAt: string;
      dueAt: string;
      answeredAt: string | null;
      answeredBy: components['schemas']['Person'] | null;
      /** @description it was not answered in time */
      late: boolean;
      messages: {
        id: string;
        author: components['schemas']['Person'];
        body: string;
        at: string;
      }[];
    };
    TransitionContact: {
      id: string;
      receiver: components['schemas']['Person'];
      spokeOn: string;
      byGiver: string | null;
      byReceiver: string | null;
    };
    ImportSummary: {
      id: string;
      dataset: string;
      mapping: string;
      dryRun: boolean;
      /** @enum {string} */
      state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      background: boolean;
      fileName: string | null;
      bytes: number | null;
      at: string;
      finishedAt: string | null;
      actor: components['schemas']['Person'];
      read: number;
      inserted: number;
      updated: number;
      unchanged: number;
      refused: number;
      skipped: number;
      /** @description inserted, updated and unchanged; of one that runs, so far and not yet committed */
      accepted: number;
      /** @description why nothing was written */
      failure: {
        code: string;
        sentence: string;
      } | null;
      links: {
        self: string;
        refused: string;
      };
    };
    SharingRule: {
      id: string;
      readers: {
        department: string | null;
        region: string | null;
        role: string | null;
      };
      customers: {
        region: string | null;
        industry: string | null;
        ownerDepartment: string | null;
      };
      /** @enum {string} */
      level: 'view' | 'edit' | 'export' | 'share' | 'approve';
      reason: string;
      madeBy: string;
      startsAt: string;
      endsAt: string | null;
    };
    AccessLogEntry: {
      id: string;
      at: string;
      person: {
        id: string;
        number: string;
        name: string;
      };
      /** @enum {string} */
      action: 'open' | 'export';
      recordType: string;
      recordId: string | null;
      records: number;
      fields: string[];
    };
    CustomerSummary: {
      id: string;
      name: string;
      /** @enum {string} */
      kind: 'company' | 'person';
      owner: components['schemas']['Person'] | null;
      annualValue: string;
      currency: string;
      stage: string;
      state: string;
      industry: string | null;
      region: string | null;
      city: string | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version of the row, as the header ETag has it */
      etag: string;
    };
    Customer: {
      id: string;
      name: string;
      /** @enum {string} */
      kind: 'company' | 'person';
      owner: components['schemas']['Person'] | null;
      annualValue: string;
      currency: string;
      stage: string;
      state: string;
      industry: string | null;
      region: string | null;
      city: string | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version of the row, as the header ETag has it */
      etag: string;
      source: string;
      sourceId: string | null;
      complexity: number;
      businessType: string;
      cooperationSince: string | null;
      country: string | null;
      address: string | null;
      postalCode: string | null;
      phone: string | null;
      taxId: string | null;
      bankAccount: string | null;
      /** @description whether phone, tax id and bank account are masked for the caller */
      masked: boolean;
      /** @description whether the caller may change it and what hangs on it */
      mayChange: boolean;
      email: string | null;
      employeeCount: number | null;
      parentId: string | null;
      /** @description in which the customer is spoken to (BCP 47) */
      language: string | null;
      neededSkills: string[];
      version: number;
      counts: {
        [key: string]: number;
      };
      ownership: {
        since: string;
        until: string | null;
        owner: components['schemas']['Person'] | null;
        handoverId: string | null;
      }[];
      links: {
        self: string;
      };
    };
    DuplicateCustomer: {
      customer: components['schemas']['CustomerSummary'];
      because: ('taxId' | 'phone' | 'name')[];
      /** @description of the names */
      similarity: number;
    };
    StoryEntry: {
      at: string;
      /** @enum {string} */
      type:
        | 'communication'
        | 'order'
        | 'opportunity'
        | 'contract'
        | 'task'
        | 'note'
        | 'feedback'
        | 'ownership'
        | 'handover';
      /** @description of the record; of the customer where the owner changed */
      id: string;
      title: string | null;
      /** @description who spoke, sold, has it in person, wrote it, or owns it from then on */
      person: components['schemas']['Person'] | null;
      details: {
        [key: string]: unknown;
      };
    };
    Contact: {
      id: string;
      customerId: string;
      assignee: components['schemas']['Person'] | null;
      name: string;
      title: string | null;
      phone?: string | null;
      email: string | null;
      wechat: string | null;
      idNumber?: string | null;
      isKey: boolean;
      birthday: string | null;
      masked?: boolean;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    DeletedRecord: {
      /** @description of the record; it keeps it when it is put back */
      id: string;
      /** @enum {string} */
      type: 'contact' | 'project' | 'preference' | 'note' | 'communication' | 'task' | 'calendar_event' | 'attachment';
      /** @description what it was called, of a longer text the first 200 characters */
      name: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      deletedBy: components['schemas']['Person'];
      deletedAt: string;
      /** @description so long it can be put back; then it is gone */
      until: string;
    };
    Order: {
      id: string;
      customerId: string;
      assignee: components['schemas']['Person'] | null;
      number: string | null;
      orderedOn: string;
      total: string;
      currency: string;
      /** @enum {string} */
      state: 'open' | 'paid' | 'cancelled';
      seller: components['schemas']['Person'] | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    OrderLine: {
      id: string;
      orderId: string;
      product: string;
      quantity: string;
      unitPrice: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Opportunity: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      title: string;
      productId: string | null;
      /** @enum {string} */
      stage: 'prospecting' | 'engaging' | 'won' | 'lost';
      amount: string | null;
      currency: string;
      engagedOn: string | null;
      closedOn: string | null;
      seller: components['schemas']['Person'] | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Contract: {
      id: string;
      customerId: string;
      assignee: components['schemas']['Person'] | null;
      number: string;
      title: string;
      startsOn: string;
      endsOn: string | null;
      amount: string | null;
      currency: string;
      /** @enum {string} */
      state: 'draft' | 'active' | 'ended';
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Project: {
      id: string;
      customerId: string;
      assignee: components['schemas']['Person'] | null;
      name: string;
      progressPct: number;
      /** @enum {string} */
      state: 'planned' | 'running' | 'done' | 'stopped';
      dueOn: string | null;
      summary: string | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Preference: {
      id: string;
      customerId: string;
      assignee: components['schemas']['Person'] | null;
      /** @enum {string} */
      kind: 'preference' | 'need' | 'taboo';
      body: string;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Note: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      body: string;
      author: components['schemas']['Person'] | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Communication: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      /** @enum {string} */
      channel: 'call' | 'mail' | 'visit' | 'wechat' | 'meeting' | 'other';
      /** @enum {string} */
      direction: 'in' | 'out';
      happenedAt: string;
      subject: string;
      body: string | null;
      tags: string[];
      author: components['schemas']['Person'] | null;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Task: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      title: string;
      /** @enum {string} */
      priority: 'urgent' | 'important' | 'normal';
      /** @enum {string} */
      state: 'doing' | 'review' | 'done';
      dueOn: string | null;
      isPromise: boolean;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    CalendarEvent: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      title: string;
      startsAt: string;
      endsAt: string;
      location: string | null;
      attendees: string[];
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    FeedbackEntry: {
      id: string;
      customerId: string;
      assignee: components['schemas']['Person'] | null;
      /** @enum {string} */
      type: 'inquiry' | 'suggestion' | 'complaint' | 'praise';
      satisfaction: number | null;
      /** @enum {string} */
      state: 'open' | 'answered' | 'closed';
      receivedAt: string;
      body: string;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Approval: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      kind: string;
      title: string;
      amount: string | null;
      requestedBy: components['schemas']['Person'] | null;
      /** @enum {string} */
      state: 'pending' | 'approved' | 'rejected';
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    Attachment: {
      id: string;
      customerId: string | null;
      assignee: components['schemas']['Person'] | null;
      fileName: string;
      mediaType: string;
      bytes: number;
      sha256: string;
      storageKey: string;
      createdAt: string;
      updatedAt: string;
      /** @description the version, as the header ETag has it */
      etag: string;
      links: {
        self: string;
      };
    };
    EmployeeSummary: {
      id: string;
      number: string;
      name: string;
      title: string | null;
      department: {
        code: string;
        zh: string;
        en: string;
      } | null;
      manager: components['schemas']['Person'] | null;
      region: string | null;
      /** @enum {string} */
      state: 'active' | 'on_leave' | 'leaving' | 'left';
      roles: string[];
    };
    AccessReview: {
      id: string;
      /** @enum {string} */
      state: 'opening' | 'open' | 'closing' | 'closed' | 'cancelled';
      /** @description null: by its Schedule */
      startedBy: {
        id: string;
        number: string;
        name: string;
      } | null;
      startedAt: string;
      /** @description what is unanswered then is taken away */
      dueAt: string;
      closedAt: string | null;
      /** @description of what the caller may see */
      counts: {
        pending: number;
        confirmed: number;
        revoked: number;
        lapsed: number;
      };
    };
    AccessReviewItem: {
      id: string;
      /**
       * @description grant: to one customer; transition: of a giver; team: membership; rule: a sharing rule
       * @enum {string}
       */
      what: 'grant' | 'transition' | 'team' | 'rule';
      /** @description the grant, membership or rule */
      ref: string;
      /** @description null: HR */
      reviewer: {
        id: string;
        number: string;
        name: string;
      } | null;
      /** @description null: everybody whom the rule names */
      holder: {
        id: string;
        number: string;
        name: string;
      } | null;
      customer: {
        id: string;
        name: string | null;
      } | null;
      handover: {
        id: string;
        label: string | null;
      } | null;
      level: string;
      endsAt: string | null;
      /** @enum {string} */
      state: 'pending' | 'confirmed' | 'revoked' | 'lapsed';
      comment: string | null;
      decidedBy: {
        id: string;
        number: string;
        name: string;
      } | null;
      decidedAt: string | null;
    };
    Proposal: {
      id: string;
      /** @enum {string} */
      reason: 'ownerLeaves' | 'ownerMoved' | 'ownerAway' | 'customerOutgrows' | 'receiverUnavailable';
      sentence: string;
      /** @description null: a receiver of a running handover is to be replaced */
      kind:
        | (
            | 'departure'
            | 'change_of_post'
            | 'replacement'
            | 'team_change'
            | 'department_change'
            | 'absence_cover'
            | 'emergency_departure'
          )
        | null;
      giver: {
        id: string;
        number: string;
        name: string;
      };
      handover: {
        id: string;
        label: string;
      } | null;
      replaces: {
        id: string;
        number: string;
        name: string;
      } | null;
      suggested: {
        id: string;
        number: string;
        name: string;
      } | null;
      /** @description how many; null: the whole book */
      customers: number | null;
      effectiveOn: string | null;
      untilOn: string | null;
      /** @enum {string} */
      state: 'open' | 'accepted' | 'dismissed' | 'lapsed';
      foundAt: string;
      decidedBy: {
        id: string;
        number: string;
        name: string;
      } | null;
      decidedAt: string | null;
      comment: string | null;
      started: {
        id: string;
        label: string;
      } | null;
    };
    Department: {
      id: string;
      code: string;
      zh: string;
      en: string;
      coordinator: {
        id: string;
        number: string;
        name: string;
      } | null;
      /** @description who have not left */
      people: number;
      version: number;
    };
    /** @description for a time, somebody gives approvals and signatures for somebody else; in cases of which they are giver or receiver they do not, and they cannot pass it on */
    Delegation: {
      id: string;
      from: {
        id: string;
        number: string;
        name: string;
      };
      to: {
        id: string;
        number: string;
        name: string;
      };
      reason: string;
      startsAt: string;
      endsAt: string;
      madeBy: {
        id: string;
        number: string;
        name: string;
      };
      revokedAt: string | null;
    };
    Webhook: {
      id: string;
      url: string;
      description: string | null;
      events: string[];
      /** @enum {string} */
      state: 'active' | 'paused' | 'disabled';
      disabledBecause: ('gone' | 'dead') | null;
      disabledAt: string | null;
      /** @description first attempt that failed since one last succeeded */
      failingSince: string | null;
      succeededAt: string | null;
      /** @description messages that are still to be taken */
      pending: number;
      /** @description that sign now; their text is shown once, when they are made */
      secrets: {
        createdAt: string;
        expiresAt: string | null;
      }[];
      createdBy: string;
      createdAt: string;
      version: number;
    };
    WebhookDelivery: {
      /** @description the webhook-id of every attempt */
      id: string;
      type: string;
      entryId: string | null;
      /** @enum {string} */
      state: 'pending' | 'delivered' | 'failed';
      attempts: number;
      /** @description when the next attempt is due */
      dueAt: string | null;
      attemptedAt: string | null;
      tookMs: number | null;
      /** @description HTTP status of the last answer */
      status: number | null;
      error:
        | (
            | 'status'
            | 'redirect'
            | 'gone'
            | 'timeout'
            | 'unresolved'
            | 'addressRefused'
            | 'unreachable'
            | 'protocol'
            | 'sealed'
            | 'expired'
          )
        | null;
      /** @description the error in words */
      sentence: string | null;
      deliveredAt: string | null;
      createdAt: string;
      /** @description the body, as it is signed and sent */
      payload: string;
    };
    ServiceAccount: {
      id: string;
      /** @description as which it stands in the audit log */
      number: string;
      name: string;
      description: string | null;
      /** @description read: what an auditor sees of cases and customers; import: files into the CRM; scim: people and departments; webhooks: subscriptions to events */
      scopes: ('read' | 'import' | 'scim' | 'webhooks')[];
      createdBy: {
        id: string;
        number: string;
        name: string;
      };
      createdAt: string;
      endedAt: string | null;
      /** @description tokens that are good now */
      tokens: number;
    };
    ApiToken: {
      id: string;
      name: string;
      /** @description read: what an auditor sees of cases and customers; import: files into the CRM; scim: people and departments; webhooks: subscriptions to events */
      scopes: ('read' | 'import' | 'scim' | 'webhooks')[];
      /** @enum {string} */
      state: 'active' | 'expired' | 'revoked';
      createdBy: {
        id: string;
        number: string;
        name: string;
      };
      createdAt: string;
      expiresAt: string;
      /** @description to a minute */
      lastUsedAt: string | null;
      revokedAt: string | null;
    };
    OutboxMail: {
      id: string;
      receivedAt: string;
      messageId: string;
      from: string;
      to: string[];
      subject: string;
      text: string;
      attachments: {
        name: string;
        mediaType: string;
        content: string;
      }[];
    };
    Problem: {
      /** @description urn:handover:problem:<code>; stable */
      type: string;
      code: string;
      title: string;
      status: number;
      /** @description a sentence in the language of the caller */
      detail: string;
      correlationId: string;
      params?: {
        [key: string]: unknown;
      };
      errors?: {
        pointer?: string;
        parameter?: string;
        detail: string;
      }[];
    };
    PreviewHandoverRequest: {
      /** @enum {string} */
      kind:
        | 'departure'
        | 'change_of_post'
        | 'replacement'
        | 'team_change'
        | 'department_change'
        | 'absence_cover'
        | 'emergency_departure';
      reason: string;
      /** @description id or employee number */
      giver: string;
      receivers: string[];
      /** @description id or employee number */
      supervisor?: string;
      /** @enum {string} */
      assignment: 'fixed' | 'in_turn' | 'by_weight' | 'by_capacity' | 'by_match' | 'mixed';
      /** @description what the rule of assignment needs beyond its name */
      planning?: {
        /** @description by receiver; whoever is not named counts 1 */
        weights?: {
          [key: string]: number;
        };
        /** @description by receiver, what they hold counted; absent: what the employee’s record says */
        capacities?: {
          [key: string]: {
            customers?: number;
            /** @description annual value, currencies not told apart */
            value?: number;
          };
        };
        /** @description of mixed: a customer goes by the first rule whose condition it meets; the last has none */
        rules?: {
          /** @description all that is said must hold; absent: all that are left */
          when?: {
            tiers?: ('strict' | 'standard' | 'light')[];
            regions?: string[];
            industries?: string[];
            businessTypes?: ('direct' | 'channel' | 'key_account' | 'project' | 'service')[];
            stages?: ('prospect' | 'new' | 'growing' | 'stable' | 'declining')[];
            /** @description annual value; of related customers the sum */
            minValue?: number;
          };
          /** @enum {string} */
          assignment: 'fixed' | 'in_turn' | 'by_weight' | 'by_capacity' | 'by_match';
          /** @description absent: every receiver */
          to?: string[];
          /** @description by receiver; whoever is not named counts 1 */
          weights?: {
            [key: string]: number;
          };
        }[];
        /** @description customers for a named receiver, whatever the rule says */
        overrides?: {
          customerId: string;
          /** @description id or employee number */
          receiver: string;
          reason: string;
        }[];
        /** @description whether related customers (parent and subsidiary, the same e-mail or phone) go to one receiver; absent: as the policy says, else yes but under fixed and in_turn */
        keepTogether?: boolean;
      };
      scope:
        | 'book'
        | {
            customerIds: string[];
          };
      /** @description id or employee number */
      lateReceiver?: string;
      effectiveAt?: string;
      /** @description cover during absence: when what was lent goes back by itself */
      until?: string;
      /** @description emergency departure: who gets late arrivals and urgent work until the book moves */
      custodian?: string;
      /** @description emergency departure, by HR: why the signature of the giver is done without */
      waiver?: string;
      policy?: {
        key: string;
        version?: number;
      };
      /** @description what moves along with the customers */
      options?: {
        /**
         * @description tasks that name the giver in person; those that name nobody follow their customer; open: not done
         * @enum {string}
         */
        tasks?: 'all' | 'open' | 'none';
        /**
         * @description appointments that name the giver in person; those that name nobody follow their customer; future: not over; the receiver is the new organiser
         * @enum {string}
         */
        events?: 'future' | 'all' | 'none';
        /**
         * @description opportunities that name the giver in person; those that name nobody follow their customer; whoever closed one stays its seller
         * @enum {string}
         */
        opportunities?: 'all' | 'open' | 'none';
        /**
         * @description open opportunities of other people on a customer that moves
         * @enum {string}
         */
        othersOpportunities?: 'leave' | 'move';
        /**
         * @description approvals that name the giver in person; those that name nobody follow their customer; pending: not decided
         * @enum {string}
         */
        approvals?: 'pending' | 'all' | 'none';
        /**
         * @description contracts that name the giver in person; those that name nobody follow their customer; open: not ended
         * @enum {string}
         */
        contracts?: 'all' | 'open' | 'none';
        /**
         * @description projects that name the giver in person; those that name nobody follow their customer; open: planned or running
         * @enum {string}
         */
        projects?: 'all' | 'open' | 'none';
        /**
         * @description orders that name the giver in person; those that name nobody follow their customer; whoever sold one stays its seller
         * @enum {string}
         */
        orders?: 'all' | 'open' | 'none';
        /**
         * @description feedback that name the giver in person; those that name nobody follow their customer; open: not closed
         * @enum {string}
         */
        feedback?: 'all' | 'open' | 'none';
        /**
         * @description communications that name the giver in person; those that name nobody follow their customer
         * @enum {string}
         */
        communications?: 'all' | 'none';
        /**
         * @description notes that name the giver in person; those that name nobody follow their customer
         * @enum {string}
         */
        notes?: 'all' | 'none';
        /**
         * @description attachments that name the giver in person; those that name nobody follow their customer
         * @enum {string}
         */
        attachments?: 'all' | 'none';
        /**
         * @description contacts that name the giver in person; those that name nobody follow their customer
         * @enum {string}
         */
        contacts?: 'all' | 'none';
        /**
         * @description preferences that name the giver in person; those that name nobody follow their customer
         * @enum {string}
         */
        preferences?: 'all' | 'none';
        /**
         * @description the giver’s places in the teams of customers
         * @enum {string}
         */
        teams?: 'move' | 'leave';
      };
    };
    ExplainCustomerRequest: {
      text?: string;
      /** @description by the codes of the questions in the pack */
      answers?: {
        [key: string]: string;
      };
    };
    ConfirmMaterialsRequest: {
      comment?: string;
      /** @description why packs that the policy holds to be too incomplete must do; without it they are refused */
      anyway?: string;
    };
    OpenMeetingActionRequest: {
      body: string;
      /** @description id or employee number */
      owner: string;
      dueOn?: string;
    };
    ChangeMeetingActionRequest: {
      done?: boolean;
      /** @description id or employee number */
      owner?: string;
      dueOn?: string | null;
    };
    CallMeetingRequest: {
      title: string;
      startsAt: string;
      endsAt: string;
      location?: string;
      onlineUrl?: string;
      agenda?: string;
      /** @description absent: giver, receivers and supervisor */
      invited?: string[];
    };
    ChangeMeetingRequest: {
      /**
       * @description it is called off; then nothing else is said
       * @constant
       */
      cancelled?: true;
      title?: string;
      startsAt?: string;
      endsAt?: string;
      location?: string;
      onlineUrl?: string;
      agenda?: string;
    };
    RecordFurtherMinutesRequest: {
      minutes: string;
      attendees?: string[];
      actions?: {
        body: string;
        /** @description id or employee number */
        owner: string;
        dueOn?: string;
      }[];
    };
    VerifyCustomersRequest: {
      customers: components['schemas']['VerifiedCustomer'][];
    };
    OpenDiscrepancyRequest: {
      customerId: string;
      comment: string;
      /** @description keys of the checklist’s points that are not right */
      points?: string[];
    };
    SpeakInDiscrepancyRequest: {
      /**
       * @description giver: answer; receiver: reply, agree, withdraw, reopen; supervisor, when the time for settling is over: accept, mend
       * @enum {string}
       */
      act: 'answer' | 'reply' | 'agree' | 'withdraw' | 'reopen' | 'accept' | 'mend';
      comment?: string;
    };
    ApprovePlanRequest: {
      /** @enum {string} */
      decision: 'approved' | 'sentBack';
      comment?: string;
      /** @description hex of the hash that was looked at */
      planHash: string;
      /** @description whose approval it is, when a delegate gives it; absent: whoever is awaited */
      for?: string;
    };
    ScheduleMeetingRequest: {
      startsAt: string;
      endsAt: string;
      location?: string;
      onlineUrl?: string;
      agenda?: string;
    };
    RecordMinutesRequest: {
      minutes: string;
      attendees?: string[];
      actions?: {
        body: string;
        owner: string;
        dueOn?: string;
      }[];
    };
    ConfirmVerificationRequest: {
      comment?: string;
    };
    AnswerReviewRequest: {
      satisfaction: number;
      comment?: string;
      /** @description to the questions of GET …/reviews/questions, by their keys: a mark, or words */
      answers?: {
        [key: string]: number | string;
      };
    };
    ReleaseTransferRequest: {
      /**
       * @description go: the transfer goes on; stop: what has moved goes back and the plan is made anew
       * @enum {string}
       */
      decision: 'go' | 'stop';
      comment?: string;
    };
    ExtendRequest: {
      dueAt: string;
      comment?: string;
    };
    ReplaceReceiverRequest: {
      /** @description id or employee number */
      from: string;
      /** @description id or employee number */
      to: string;
      comment?: string;
    };
    ReturnItemsRequest: {
      customerIds: string[];
      comment: string;
    };
    ExtendCoverRequest: {
      until: string;
      comment?: string;
    };
    EndCoverRequest: {
      /**
       * @description keep: only when the cover is over and the giver is not back at work
       * @enum {string}
       */
      decision: 'return' | 'keep';
      comment?: string;
    };
    OpenRiskRequest: {
      /** @enum {string} */
      kind:
        | 'informationLoss'
        | 'customerLoss'
        | 'misunderstanding'
        | 'complaintOpen'
        | 'contractEnds'
        | 'noContact'
        | 'keyContactMissing'
        | 'satisfactionLow'
        | 'receiverOverloaded'
        | 'other';
      customerId?: string;
      /** @description needed for the kind other */
      title?: string;
      likelihood: number;
      effect: number;
      mitigation?: string;
      /** @description id or employee number of who sees to it */
      owner: string;
      dueOn?: string;
    };
    ChangeRiskRequest: {
      likelihood?: number;
      effect?: number;
      mitigation?: string | null;
      owner?: string;
      dueOn?: string | null;
      /** @enum {string} */
      state?: 'open' | 'closed';
    };
    AcceptRisksRequest: {
      /** @description absent: all that hold up the signatures */
      riskIds?: string[];
      reason: string;
    };
    SignOffRequest: {
      /** @enum {string} */
      decision: 'signed' | 'rejected';
      comment?: string;
      /** @description hex of the hash that was looked at */
      planHash: string;
      /** @description whose signature it is, when a deputy or a delegate signs */
      for?: string;
      /**
       * @description only with a rejection; absent: the plan
       * @enum {string}
       */
      sendBackTo?: 'plan' | 'materials' | 'verification';
      /**
       * @description in which part, when one person signs in several; absent: the first that is missing
       * @enum {string}
       */
      role?: 'giver' | 'receiver' | 'supervisor' | 'finance' | 'legal' | 'it' | 'sales' | 'service' | 'technical';
    };
    WaiveSignatureRequest: {
      /**
       * @description whose signature HR does without: the giver’s or a department’s
       * @enum {string}
       */
      role: 'giver' | 'receiver' | 'supervisor' | 'finance' | 'legal' | 'it' | 'sales' | 'service' | 'technical';
      /** @description hex of the hash that was looked at */
      planHash: string;
      reason: string;
    };
    RestoreRequest: {
      /** @description neither these nor a filter: everything */
      customerIds?: string[];
      filter?: {
        receiver?: string;
        /** @enum {string} */
        tier?: 'strict' | 'standard' | 'light';
        region?: string;
        /** @enum {string} */
        stage?: 'prospect' | 'new' | 'growing' | 'stable' | 'declining';
        recordTypes?: (
          | 'customer'
          | 'opportunity'
          | 'task'
          | 'calendar_event'
          | 'approval'
          | 'note'
          | 'communication'
          | 'attachment'
          | 'contact'
          | 'order'
          | 'contract'
          | 'project'
          | 'preference'
          | 'feedback'
          | 'team_membership'
        )[];
      };
      /**
       * @description what others hold or changed meanwhile: kept and listed for a decision, or taken back
       * @enum {string}
       */
      onConflict?: 'keep' | 'takeBack';
      comment?: string;
    };
    DecideConflictRequest: {
      /** @enum {string} */
      decision: 'keep' | 'takeBack';
      comment?: string;
    };
    OpenCorrectiveActionRequest: {
      body: string;
      /** @description id or employee number */
      owner: string;
      dueOn: string;
    };
    ChangeCorrectiveActionRequest: {
      /** @enum {string} */
      state?: 'done' | 'dropped';
      outcome?: string;
      /** @description for supervisor, deputies and HR */
      owner?: string;
      /** @description for supervisor, deputies and HR */
      dueOn?: string;
    };
    SendWorkReportRequest: {
      body: string;
      /** @description whether the supervisor should look */
      concerns?: boolean;
    };
    SuggestImprovementRequest: {
      body: string;
    };
    DecideSuggestionRequest: {
      /** @enum {string} */
      state: 'taken' | 'declined';
      comment?: string;
    };
    ExplainLossRequest: {
      /** @enum {string} */
      reason: 'price' | 'service' | 'product' | 'competitor' | 'accountManager' | 'closedDown' | 'other';
      note?: string;
    };
    PreviewLetterRequest: {
      customerId: string;
      /**
       * @description absent: as the customer is introduced
       * @enum {string}
       */
      channel?: 'letter' | 'meeting' | 'phone';
      /** @enum {string} */
      language?: 'zh-CN' | 'en';
      /** @description a text that is not saved yet; absent: the version that the introduction uses */
      template?: {
        subject: string;
        body: string;
      };
    };
    AnswerIntroductionRequest: {
      /** @enum {string} */
      answer: 'agreed' | 'objected';
      /** @description in their own words */
      words?: string;
      /**
       * @description how the customer was heard; meeting: it was held
       * @enum {string}
       */
      via: 'phone' | 'meeting' | 'mail';
    };
    MoveIntroductionMeetingRequest: {
      startsAt: string;
      endsAt: string;
      location?: string;
      onlineUrl?: string;
    };
    ApproveLettersRequest: {
      /** @enum {string} */
      decision: 'approved' | 'sentBack';
      comment?: string;
    };
    ExtendIntroductionRequest: {
      dueAt: string;
      comment?: string;
    };
    WriteLetterTemplateRequest: {
      /** @enum {string} */
      channel: 'letter' | 'meeting' | 'phone';
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      /** @description the version that was looked at: a newer one refuses this; 0: there is none */
      basedOn: number;
      subject: string;
      /** @description liquid: if, unless, case, comment, raw; values as docs/operations.md lists them */
      body: string;
    };
    WriteTemplateRequest: {
      subject: string;
      body: string;
      /** @description why, for those who look at the history */
      note?: string;
      /** @description the newest version that its author looked at; 0: there was none */
      basedOn: number;
    };
    PublishTemplateRequest: {
      /** @description 0: the text that comes with the product */
      version: number;
    };
    PreviewTemplateRequest: {
      subject?: string;
      body?: string;
      /** @description of a text that is kept; absent: the given one, else the one that is sent */
      version?: number;
      /** @description a case from which the values are taken; absent: names stand for them */
      handoverId?: string;
    };
    ChangeTrainingPointRequest: {
      /** @description it took place */
      done?: boolean;
      /** @description how well the receiver can do it: the confirmation, by giver, supervisor, deputies or HR; null takes it back */
      mark?: number | null;
      note?: string | null;
    };
    GiveTrainingFeedbackRequest: {
      mark: number;
      words?: string;
    };
    AskSupportRequest: {
      body: string;
    };
    ConfirmTransitionContactRequest: {
      /** @description id or employee number, when the giver says that they spoke; receivers leave it out */
      receiver?: string;
      spokeOn: string;
    };
    AnswerLinkRequest: {
      /**
       * @description to an introduction
       * @enum {string}
       */
      answer?: 'agreed' | 'objected';
      /** @description to a survey */
      satisfaction?: number;
      words?: string;
    };
    SaveMappingRequest: {
      /** @enum {string} */
      table:
        | 'departments'
        | 'employees'
        | 'products'
        | 'customers'
        | 'contacts'
        | 'orders'
        | 'order_lines'
        | 'opportunities'
        | 'contracts'
        | 'projects'
        | 'preferences'
        | 'notes'
        | 'communications'
        | 'tasks'
        | 'calendar_events'
        | 'feedback';
      /** @enum {string} */
      delimiter?: ',' | ';' | '\t' | '|';
      clean?: ('trim' | 'emptyToNull')[];
      sourceId: {
        from:
          | (
              | string
              | {
                  template: string;
                }
              | {
                  constant: string | number | boolean | string[];
                }
            )
          | (
              | string
              | {
                  template: string;
                }
              | {
                  constant: string | number | boolean | string[];
                }
            )[];
        transforms?: (
          | ('trim' | 'emptyToNull' | 'lower' | 'upper' | 'integer' | 'decimal' | 'boolean' | 'slug' | 'pseudonym')
          | {
              decimal: {
                times?: number;
                /** @enum {string} */
                thousands?: ',' | '.' | ' ' | "'";
              };
            }
          | {
              date: {
                formats: string[];
              };
            }
          | {
              timestamp: {
                formats: string[];
                timeZone: string;
              };
            }
          | {
              map: {
                values: {
                  [key: string]: string;
                };
                /** @enum {string} */
                otherwise: 'keep' | 'refuse' | 'empty';
                ignoreCase?: boolean;
              };
            }
          | {
              split: string;
            }
          | {
              prepend: string;
            }
          | {
              append: string;
            }
          | {
              replace: string[];
            }
          | {
              presence: {
                filled: string;
                empty: string;
              };
            }
        )[];
      };
      /** @enum {string} */
      onDuplicate?: 'refuse' | 'firstWins';
      fields: {
        [key: string]: {
          from:
            | (
                | string
                | {
                    template: string;
                  }
                | {
                    constant: string | number | boolean | string[];
                  }
              )
            | (
                | string
                | {
                    template: string;
                  }
                | {
                    constant: string | number | boolean | string[];
                  }
              )[];
          transforms?: (
            | ('trim' | 'emptyToNull' | 'lower' | 'upper' | 'integer' | 'decimal' | 'boolean' | 'slug' | 'pseudonym')
            | {
                decimal: {
                  times?: number;
                  /** @enum {string} */
                  thousands?: ',' | '.' | ' ' | "'";
                };
              }
            | {
                date: {
                  formats: string[];
                };
              }
            | {
                timestamp: {
                  formats: string[];
                  timeZone: string;
                };
              }
            | {
                map: {
                  values: {
                    [key: string]: string;
                  };
                  /** @enum {string} */
                  otherwise: 'keep' | 'refuse' | 'empty';
                  ignoreCase?: boolean;
                };
              }
            | {
                split: string;
              }
            | {
                prepend: string;
              }
            | {
                append: string;
              }
            | {
                replace: string[];
              }
            | {
                presence: {
                  filled: string;
                  empty: string;
                };
              }
          )[];
          when?: {
            column: string;
            in: string[];
          };
          lookup?: {
            /** @enum {string} */
            table:
              | 'departments'
              | 'employees'
              | 'products'
              | 'customers'
              | 'contacts'
              | 'orders'
              | 'order_lines'
              | 'opportunities'
              | 'contracts'
              | 'projects'
              | 'preferences'
              | 'notes'
              | 'communications'
              | 'tasks'
              | 'calendar_events'
              | 'feedback';
            /** @enum {string} */
            by: 'source_id' | 'name' | 'code' | 'number' | 'email';
            dataset?: string;
            required: boolean;
          };
          insertOnly?: boolean;
        };
      };
    };
    GrantAccessRequest: {
      /** @description id or employee number */
      grantee: string;
      /** @enum {string} */
      level: 'view' | 'edit' | 'export' | 'share' | 'approve';
      /** @description at most 90 days from now */
      endsAt: string;
      reason: string;
    };
    SetTeamRequest: {
      members: {
        /** @description id or employee number */
        person: string;
        /** @enum {string} */
        level?: 'view' | 'edit';
        role?: string;
      }[];
    };
    MakeSharingRuleRequest: {
      readers: {
        /** @description code of a department */
        department?: string;
        region?: string;
        /** @enum {string} */
        role?: 'hr' | 'manager' | 'account_manager' | 'coordinator' | 'ops' | 'auditor' | 'service';
      };
      customers: {
        region?: string;
        industry?: string;
        /** @description code of a department */
        ownerDepartment?: string;
      };
      /** @enum {string} */
      level: 'view' | 'edit' | 'export' | 'share' | 'approve';
      reason: string;
      endsAt?: string;
    };
    BulkCustomersRequest: {
      /** @description all or nothing; otherwise each stands for itself */
      atomic?: boolean;
      operations: (
        | {
            /** @constant */
            op: 'create';
            value: {
              [key: string]: unknown;
            };
          }
        | {
            /** @constant */
            op: 'update';
            id: string;
            /** @description the etag that was seen, or * */
            ifMatch: string;
            value: {
              [key: string]: unknown;
            };
          }
        | {
            /** @constant */
            op: 'delete';
            id: string;
            /** @description the etag that was seen, or * */
            ifMatch: string;
          }
      )[];
    };
    MergeCustomerRequest: {
      /** @description the customer that goes; the one of the address stays */
      from: string;
      /** @description fields whose value comes from the customer that goes */
      take?: (
        | 'name'
        | 'kind'
        | 'annualValue'
        | 'currency'
        | 'complexity'
        | 'businessType'
        | 'stage'
        | 'cooperationSince'
        | 'industry'
        | 'country'
        | 'region'
        | 'city'
        | 'address'
        | 'postalCode'
        | 'phone'
        | 'email'
        | 'taxId'
        | 'bankAccount'
        | 'employeeCount'
        | 'state'
        | 'language'
        | 'neededSkills'
      )[];
    };
    EraseAuditValuesRequest: {
      /** @description person or customer */
      subject: string;
      /**
       * @description request: of the person; retention: time is over; order: of an authority
       * @enum {string}
       */
      reason: 'request' | 'retention' | 'order';
    };
    AnswerAccessReviewRequest: {
      items: {
        id: string;
        /** @enum {string} */
        decision: 'confirm' | 'revoke';
        comment?: string;
      }[];
    };
    FreezePersonRequest: {
      reason: string;
    };
    EndMySessionsRequest: {
      /** @description whether the login goes on by which this request came */
      keepThis?: boolean;
    };
    ReadAllNotificationsRequest: {
      /** @description the newest notification that was seen; absent: all there are */
      upTo?: string;
    };
    ChangeMyNotificationPreferencesRequest: {
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      /** @description name of the IANA database, as Asia/Shanghai */
      timeZone: string;
      /** @description what is not named comes both ways; mandatory categories cannot be off */
      channels: {
        [key: string]: 'both' | 'mail' | 'inApp' | 'off';
      };
      digest: {
        /**
         * @description mandatory ones and invitations do not wait for it
         * @enum {string}
         */
        when: 'immediately' | 'hourly' | 'daily';
        /** @description of daily ones, on workdays, in the own zone */
        hour: number;
      };
      /** @description over midnight when until is the earlier */
      quietHours: {
        /** @description HH:MM in the own zone */
        from: string;
        /** @description HH:MM in the own zone */
        until: string;
      } | null;
      /** @description whether days that the company does not work are quiet */
      quietDays: boolean;
      /** @description whether what comes as somebody's delegate also comes by mail */
      delegateCopies: boolean;
      /**
       * @description summaries of handovers that one gets; absent: as it was
       * @enum {string}
       */
      summaries?: 'off' | 'weekly' | 'monthly' | 'both';
    };
    AcceptProposalRequest: {
      /** @enum {string} */
      kind?:
        | 'departure'
        | 'change_of_post'
        | 'replacement'
        | 'team_change'
        | 'department_change'
        | 'absence_cover'
        | 'emergency_departure';
      reason?: string;
      /** @description absent: whom the proposal suggests */
      receivers?: string[];
      /** @description id or employee number */
      supervisor?: string;
      /** @enum {string} */
      assignment?: 'fixed' | 'in_turn' | 'by_weight' | 'by_capacity' | 'by_match' | 'mixed';
      effectiveAt?: string;
      until?: string;
      policy?: {
        key: string;
        version?: number;
      };
      /** @description of a receiver to be replaced: by whom; absent: whom the proposal suggests */
      to?: string;
    };
    DismissProposalRequest: {
      reason: string;
    };
    StartDepartureRequest: {
      /** @description id or employee number */
      employee: string;
      lastDay: string;
      reason: string;
      /** @description whose newest version says the times */
      policy?: string;
    };
    CancelDepartureRequest: {
      reason: string;
    };
    ChangeEmploymentRequest: {
      /** @enum {string} */
      state?: 'active' | 'on_leave' | 'leaving' | 'left';
      lastDay?: string | null;
      awayFrom?: string | null;
      awayUntil?: string | null;
      /** @description code */
      department?: string | null;
      manager?: string | null;
      title?: string | null;
      level?: number | null;
    };
    CreateEmployeeRequest: {
      number: string;
      name: string;
      email: string;
      title?: string | null;
      department?: string | null;
      manager?: string | null;
      region?: string | null;
      languages?: string[];
      skills?: string[];
      industries?: string[];
      /** @description customers at the most */
      capacity?: number;
      level?: number | null;
      /** @enum {string} */
      locale?: 'zh-CN' | 'en';
      /** @description IANA name */
      timeZone?: string;
      /** @description given by HR in person alone */
      roles?: ('hr' | 'manager' | 'account_manager' | 'coordinator' | 'ops' | 'auditor')[];
    };
    ChangeEmployeeRequest: {
      number?: string;
      name?: string;
      email?: string;
      title?: string | null;
      department?: string | null;
      manager?: string | null;
      region?: string | null;
      languages?: string[];
      skills?: string[];
      industries?: string[];
      /** @description customers at the most */
      capacity?: number;
      level?: number | null;
      /** @enum {string} */
      locale?: 'zh-CN' | 'en';
      /** @description IANA name */
      timeZone?: string;
      /** @description given by HR in person alone */
      roles?: ('hr' | 'manager' | 'account_manager' | 'coordinator' | 'ops' | 'auditor')[];
    };
    CreateDepartmentRequest: {
      /** @description code */
      code: string;
      /** @description name in Chinese */
      zh: string;
      /** @description name in English */
      en: string;
      /** @description who sees to handovers on its side */
      coordinator?: string | null;
    };
    ChangeDepartmentRequest: {
      /** @description code */
      code?: string;
      /** @description name in Chinese */
      zh?: string;
      /** @description name in English */
      en?: string;
      /** @description who sees to handovers on its side */
      coordinator?: string | null;
    };
    MakeDelegationRequest: {
      /** @description absent: the caller; HR names whoever cannot do it */
      from?: string;
      /** @description id or employee number */
      to: string;
      /** @description absent: now */
      startsAt?: string;
      /** @description at most 366 days after the start */
      endsAt: string;
      reason: string;
    };
    PublishPolicyRequest: {
      /** @description lower-case letters, digits and hyphens */
      key: string;
      /** @description the version that was edited; 0: the first of a new policy */
      basedOn: number;
      name: {
        zh: string;
        en: string;
      };
      /** @description why this version was made */
      note?: string;
      body: components['schemas']['PolicyBody'];
    };
    TryPolicyRequest: {
      /** @description id or employee number */
      giver: string;
      receivers: string[];
      /** @description absent: the nearest active manager of the giver */
      supervisor?: string;
      /** @enum {string} */
      assignment?: 'fixed' | 'in_turn';
      /** @description absent: the whole book */
      customerIds?: string[];
      effectiveAt?: string;
      /** @description key, with or without a version, of a published one; or the body of one that is not published */
      policy: {
        /** @description lower-case letters, digits and hyphens */
        key?: string;
        version?: number;
        body?: components['schemas']['PolicyBody'];
      };
    };
    UploadCalendarRequest: {
      /** @description capital letters, digits and hyphens */
      code: string;
      /** @description needed for a new calendar */
      name?: {
        zh: string;
        en: string;
      };
      /** @description name of the IANA time zone database */
      timeZone?: string;
      dayStarts?: string;
      dayEnds?: string;
      /** @description ISO weekdays that are worked: 1 is Monday */
      weeklyWorkdays?: number[];
      year: number;
      days?: {
        day: string;
        /** @description false: a holiday; true: a make-up workday */
        workday: boolean;
        name: {
          zh: string;
          en: string;
        };
      }[];
      /** @description instead of days: the text of an iCalendar file (RFC 5545) of whole-day events; events of other years are passed over; an event is a workday when X-APPLE-SPECIAL-DAY is ALTERNATE-WORKDAY, a category is WORKDAY, or its summary says workday, in English or Chinese */
      icalendar?: string;
    };
    CreateWebhookRequest: {
      /** @description https; http only where private addresses are allowed. Without user, password or fragment */
      url: string;
      description?: string;
      /** @description types (signOff.signed), families (signOff.*) or all (*) */
      events: (
        | '*'
        | 'handover.*'
        | 'parties.*'
        | 'plan.*'
        | 'materials.*'
        | 'meeting.*'
        | 'minutes.*'
        | 'verification.*'
        | 'risks.*'
        | 'risk.*'
        | 'discrepancy.*'
        | 'discrepancies.*'
        | 'signOff.*'
        | 'receiver.*'
        | 'due.*'
        | 'case.*'
        | 'wait.*'
        | 'transfer.*'
        | 'access.*'
        | 'custody.*'
        | 'cover.*'
        | 'items.*'
        | 'checkIns.*'
        | 'checkIn.*'
        | 'review.*'
        | 'person.*'
        | 'employee.*'
        | 'proposal.*'
        | 'departure.*'
        | 'grant.*'
        | 'team.*'
        | 'conflict.*'
        | 'accessReview.*'
        | 'policy.*'
        | 'calendar.*'
        | 'delegation.*'
        | 'evidence.*'
        | 'introduction.*'
        | 'training.*'
        | 'support.*'
        | 'transition.*'
        | 'furtherMeeting.*'
        | 'meetingAction.*'
        | 'correctiveAction.*'
        | 'survey.*'
        | 'workReport.*'
        | 'suggestion.*'
        | 'customer.*'
        | 'ownership.*'
        | 'record.*'
        | 'import.*'
        | 'handover.requested'
        | 'parties.notified'
        | 'plan.made'
        | 'plan.approved'
        | 'plan.sentBack'
        | 'materials.prepared'
        | 'materials.confirmed'
        | 'meeting.arranged'
        | 'meeting.rescheduled'
        | 'meeting.held'
        | 'meeting.cancelled'
        | 'minutes.recorded'
        | 'verification.confirmed'
        | 'risks.found'
        | 'risks.accepted'
        | 'risk.opened'
        | 'risk.assessed'
        | 'risk.closed'
        | 'risk.reopened'
        | 'discrepancy.opened'
        | 'discrepancy.answered'
        | 'discrepancy.replied'
        | 'discrepancy.agreed'
        | 'discrepancy.withdrawn'
        | 'discrepancy.reopened'
        | 'discrepancy.accepted'
        | 'discrepancy.toMend'
        | 'discrepancies.open'
        | 'signOff.opened'
        | 'signOff.signed'
        | 'signOff.rejected'
        | 'signOff.waived'
        | 'signOff.departmentAsked'
        | 'signOff.departmentMissing'
        | 'signOff.voided'
        | 'signOff.sentBack'
        | 'plan.changed'
        | 'receiver.replaced'
        | 'due.extended'
        | 'case.paused'
        | 'case.resumed'
        | 'case.cancelled'
        | 'case.undone'
        | 'case.closed'
        | 'wait.unanswered'
        | 'wait.remind'
        | 'wait.due'
        | 'wait.escalate'
        | 'transfer.started'
        | 'transfer.halted'
        | 'transfer.released'
        | 'transfer.stopped'
        | 'transfer.finished'
        | 'access.transitionGranted'
        | 'access.cutOff'
        | 'custody.opened'
        | 'custody.ended'
        | 'cover.lent'
        | 'cover.endsSoon'
        | 'cover.giverNotBack'
        | 'cover.extended'
        | 'cover.endedEarly'
        | 'cover.kept'
        | 'cover.returned'
        | 'items.restored'
        | 'items.returned'
        | 'checkIns.started'
        | 'checkIn.asked'
        | 'review.opened'
        | 'review.answered'
        | 'review.closed'
        | 'person.frozen'
        | 'person.unfrozen'
        | 'employee.changed'
        | 'proposal.made'
        | 'proposal.accepted'
        | 'proposal.dismissed'
        | 'proposal.lapsed'
        | 'departure.started'
        | 'departure.accessEnded'
        | 'departure.closed'
        | 'departure.cancelled'
        | 'grant.given'
        | 'grant.revoked'
        | 'team.joined'
        | 'team.changed'
        | 'team.left'
        | 'conflict.kept'
        | 'conflict.takenBack'
        | 'accessReview.opened'
        | 'accessReview.closed'
        | 'accessReview.cancelled'
        | 'access.confirmed'
        | 'access.revoked'
        | 'access.lapsed'
        | 'case.closedByRepair'
        | 'policy.published'
        | 'calendar.uploaded'
        | 'delegation.made'
        | 'delegation.ended'
        | 'evidence.made'
        | 'plan.secondAsked'
        | 'introduction.prepared'
        | 'introduction.lettersAsked'
        | 'introduction.letters.remind'
        | 'introduction.letters.due'
        | 'introduction.letters.escalate'
        | 'introduction.lettersApproved'
        | 'introduction.lettersSentBack'
        | 'introduction.lettersUnanswered'
        | 'introduction.sent'
        | 'introduction.refused'
        | 'introduction.agreed'
        | 'introduction.objected'
        | 'introduction.consented'
        | 'introduction.unanswered'
        | 'introduction.reassigned'
        | 'introduction.pooled'
        | 'introduction.withdrawn'
        | 'introduction.resent'
        | 'introduction.meetingMoved'
        | 'introduction.extended'
        | 'introduction.done'
        | 'introduction.cancelled'
        | 'training.opened'
        | 'training.remind'
        | 'training.due'
        | 'training.escalate'
        | 'training.giveUp'
        | 'training.confirmed'
        | 'training.pointNoted'
        | 'training.pointConfirmed'
        | 'training.pointTakenBack'
        | 'training.feedbackGiven'
        | 'support.asked'
        | 'support.answered'
        | 'support.written'
        | 'support.late'
        | 'transition.contact'
        | 'transition.done'
        | 'transition.cancelled'
        | 'furtherMeeting.called'
        | 'furtherMeeting.moved'
        | 'furtherMeeting.cancelled'
        | 'furtherMeeting.held'
        | 'meetingAction.opened'
        | 'meetingAction.done'
        | 'meetingAction.reopened'
        | 'meetingAction.changed'
        | 'meetingAction.escalated'
        | 'correctiveAction.opened'
        | 'correctiveAction.escalated'
        | 'correctiveAction.done'
        | 'correctiveAction.dropped'
        | 'correctiveAction.changed'
        | 'survey.answered'
        | 'workReport.sent'
        | 'suggestion.made'
        | 'customer.created'
        | 'customer.changed'
        | 'customer.merged'
        | 'customer.mergedInto'
        | 'ownership.started'
        | 'record.created'
        | 'record.changed'
        | 'record.deleted'
        | 'record.restored'
        | 'import.done'
        | 'import.failed'
        | 'import.cancelled'
      )[];
    };
    ChangeWebhookRequest: {
      /** @description https; http only where private addresses are allowed. Without user, password or fragment */
      url?: string;
      description?: string | null;
      /** @description types (signOff.signed), families (signOff.*) or all (*) */
      events?: (
        | '*'
        | 'handover.*'
        | 'parties.*'
        | 'plan.*'
        | 'materials.*'
        | 'meeting.*'
        | 'minutes.*'
        | 'verification.*'
        | 'risks.*'
        | 'risk.*'
        | 'discrepancy.*'
        | 'discrepancies.*'
        | 'signOff.*'
        | 'receiver.*'
        | 'due.*'
        | 'case.*'
        | 'wait.*'
        | 'transfer.*'
        | 'access.*'
        | 'custody.*'
        | 'cover.*'
        | 'items.*'
        | 'checkIns.*'
        | 'checkIn.*'
        | 'review.*'
        | 'person.*'
        | 'employee.*'
        | 'proposal.*'
        | 'departure.*'
        | 'grant.*'
        | 'team.*'
        | 'conflict.*'
        | 'accessReview.*'
        | 'policy.*'
        | 'calendar.*'
        | 'delegation.*'
        | 'evidence.*'
        | 'introduction.*'
        | 'training.*'
        | 'support.*'
        | 'transition.*'
        | 'furtherMeeting.*'
        | 'meetingAction.*'
        | 'correctiveAction.*'
        | 'survey.*'
        | 'workReport.*'
        | 'suggestion.*'
        | 'customer.*'
        | 'ownership.*'
        | 'record.*'
        | 'import.*'
        | 'handover.requested'
        | 'parties.notified'
        | 'plan.made'
        | 'plan.approved'
        | 'plan.sentBack'
        | 'materials.prepared'
        | 'materials.confirmed'
        | 'meeting.arranged'
        | 'meeting.rescheduled'
        | 'meeting.held'
        | 'meeting.cancelled'
        | 'minutes.recorded'
        | 'verification.confirmed'
        | 'risks.found'
        | 'risks.accepted'
        | 'risk.opened'
        | 'risk.assessed'
        | 'risk.closed'
        | 'risk.reopened'
        | 'discrepancy.opened'
        | 'discrepancy.answered'
        | 'discrepancy.replied'
        | 'discrepancy.agreed'
        | 'discrepancy.withdrawn'
        | 'discrepancy.reopened'
        | 'discrepancy.accepted'
        | 'discrepancy.toMend'
        | 'discrepancies.open'
        | 'signOff.opened'
        | 'signOff.signed'
        | 'signOff.rejected'
        | 'signOff.waived'
        | 'signOff.departmentAsked'
        | 'signOff.departmentMissing'
        | 'signOff.voided'
        | 'signOff.sentBack'
        | 'plan.changed'
        | 'receiver.replaced'
        | 'due.extended'
        | 'case.paused'
        | 'case.resumed'
        | 'case.cancelled'
        | 'case.undone'
        | 'case.closed'
        | 'wait.unanswered'
        | 'wait.remind'
        | 'wait.due'
        | 'wait.escalate'
        | 'transfer.started'
        | 'transfer.halted'
        | 'transfer.released'
        | 'transfer.stopped'
        | 'transfer.finished'
        | 'access.transitionGranted'
        | 'access.cutOff'
        | 'custody.opened'
        | 'custody.ended'
        | 'cover.lent'
        | 'cover.endsSoon'
        | 'cover.giverNotBack'
        | 'cover.extended'
        | 'cover.endedEarly'
        | 'cover.kept'
        | 'cover.returned'
        | 'items.restored'
        | 'items.returned'
        | 'checkIns.started'
        | 'checkIn.asked'
        | 'review.opened'
        | 'review.answered'
        | 'review.closed'
        | 'person.frozen'
        | 'person.unfrozen'
        | 'employee.changed'
        | 'proposal.made'
        | 'proposal.accepted'
        | 'proposal.dismissed'
        | 'proposal.lapsed'
        | 'departure.started'
        | 'departure.accessEnded'
        | 'departure.closed'
        | 'departure.cancelled'
        | 'grant.given'
        | 'grant.revoked'
        | 'team.joined'
        | 'team.changed'
        | 'team.left'
        | 'conflict.kept'
        | 'conflict.takenBack'
        | 'accessReview.opened'
        | 'accessReview.closed'
        | 'accessReview.cancelled'
        | 'access.confirmed'
        | 'access.revoked'
        | 'access.lapsed'
        | 'case.closedByRepair'
        | 'policy.published'
        | 'calendar.uploaded'
        | 'delegation.made'
        | 'delegation.ended'
        | 'evidence.made'
        | 'plan.secondAsked'
        | 'introduction.prepared'
        | 'introduction.lettersAsked'
        | 'introduction.letters.remind'
        | 'introduction.letters.due'
        | 'introduction.letters.escalate'
        | 'introduction.lettersApproved'
        | 'introduction.lettersSentBack'
        | 'introduction.lettersUnanswered'
        | 'introduction.sent'
        | 'introduction.refused'
        | 'introduction.agreed'
        | 'introduction.objected'
        | 'introduction.consented'
        | 'introduction.unanswered'
        | 'introduction.reassigned'
        | 'introduction.pooled'
        | 'introduction.withdrawn'
        | 'introduction.resent'
        | 'introduction.meetingMoved'
        | 'introduction.extended'
        | 'introduction.done'
        | 'introduction.cancelled'
        | 'training.opened'
        | 'training.remind'
        | 'training.due'
        | 'training.escalate'
        | 'training.giveUp'
        | 'training.confirmed'
        | 'training.pointNoted'
        | 'training.pointConfirmed'
        | 'training.pointTakenBack'
        | 'training.feedbackGiven'
        | 'support.asked'
        | 'support.answered'
        | 'support.written'
        | 'support.late'
        | 'transition.contact'
        | 'transition.done'
        | 'transition.cancelled'
        | 'furtherMeeting.called'
        | 'furtherMeeting.moved'
        | 'furtherMeeting.cancelled'
        | 'furtherMeeting.held'
        | 'meetingAction.opened'
        | 'meetingAction.done'
        | 'meetingAction.reopened'
        | 'meetingAction.changed'
        | 'meetingAction.escalated'
        | 'correctiveAction.opened'
        | 'correctiveAction.escalated'
        | 'correctiveAction.done'
        | 'correctiveAction.dropped'
        | 'correctiveAction.changed'
        | 'survey.answered'
        | 'workReport.sent'
        | 'suggestion.made'
        | 'customer.created'
        | 'customer.changed'
        | 'customer.merged'
        | 'customer.mergedInto'
        | 'ownership.started'
        | 'record.created'
        | 'record.changed'
        | 'record.deleted'
        | 'record.restored'
        | 'import.done'
        | 'import.failed'
        | 'import.cancelled'
      )[];
      /**
       * @description active also for one that was disabled, when its endpoint is there again
       * @enum {string}
       */
      state?: 'active' | 'paused';
    };
    RotateWebhookSecretRequest: {
      /** @description for how long messages are signed with the secret before, too */
      overlapHours?: number;
    };
    ReplayWebhookDeliveriesRequest: {
      deliveryIds?: string[];
      /** @description all that were given up and were made since */
      failedSince?: string;
    };
    CreateServiceAccountRequest: {
      name: string;
      description?: string;
      /** @description read: what an auditor sees of cases and customers; import: files into the CRM; scim: people and departments; webhooks: subscriptions to events */
      scopes: ('read' | 'import' | 'scim' | 'webhooks')[];
    };
    MakeApiTokenRequest: {
      /** @description where the token is used */
      name: string;
      /** @description some of those of the account; absent: all of them */
      scopes?: ('read' | 'import' | 'scim' | 'webhooks')[];
      /** @description a year from now at the latest */
      expiresAt: string;
    };
    DemoTokenRequest: {
      employeeNumber: string;
    };
    Liveness: {
      /** @constant */
      alive: true;
    };
    /** @description true for each part that is there: database, its schema, the confined role, Temporal, a worker */
    Readiness: {
      ready: boolean;
      database: boolean;
      schema: boolean;
      role: boolean;
      temporal: boolean;
      worker: boolean;
    };
    OpenApiDocument: {
      /** @constant */
      openapi: '3.1.0';
    } & {
      [key: string]: unknown;
    };
    Preview: {
      giver: components['schemas']['Person'];
      supervisor: components['schemas']['Person'];
      counts: {
        /** @enum {string} */
        type:
          | 'customer'
          | 'opportunity'
          | 'task'
          | 'calendar_event'
          | 'approval'
          | 'note'
          | 'communication'
          | 'attachment'
          | 'contact'
          | 'order'
          | 'contract'
          | 'project'
          | 'preference'
          | 'feedback'
          | 'team_membership';
        /** @description inherits the owner of its customer */
        followsCustomer: number;
        /** @description names the giver in person */
        inPerson: number;
      }[];
      receivers: {
        person: components['schemas']['Person'];
        customers: number;
        annualValue: {
          currency: string;
          amount: string;
        }[];
        /** @description customers that they own already */
        owns: number;
        capacity: number;
        /** @description what this receiver gets; types of which there is nothing are left out */
        counts: {
          /** @enum {string} */
          type:
            | 'customer'
            | 'opportunity'
            | 'task'
            | 'calendar_event'
            | 'approval'
            | 'note'
            | 'communication'
            | 'attachment'
            | 'contact'
            | 'order'
            | 'contract'
            | 'project'
            | 'preference'
            | 'feedback'
            | 'team_membership';
          /** @description inherits the owner of its customer */
          followsCustomer: number;
          /** @description names the giver in person */
          inPerson: number;
        }[];
      }[];
      /** @description records that name the giver in person and stay with the giver by the options */
      leftOut: {
        /** @enum {string} */
        type:
          | 'customer'
          | 'opportunity'
          | 'task'
          | 'calendar_event'
          | 'approval'
          | 'note'
          | 'communication'
          | 'attachment'
          | 'contact'
          | 'order'
          | 'contract'
          | 'project'
          | 'preference'
          | 'feedback'
          | 'team_membership';
        count: number;
      }[];
      /** @description open opportunities of other people that move with their customer */
      ofOthers: number;
      warnings: {
        code: string;
        params: {
          [key: string]: unknown;
        };
        sentence: string;
      }[];
      samples: {
        id: string;
        name: string;
        annualValue: string;
        currency: string;
        receiver: components['schemas']['Person'];
        why: string;
        whyParams: {
          [key: string]: unknown;
        };
        whySentence: string;
      }[];
      /** @description roughly how long the transfer will take */
      transferSeconds: number;
    };
    StartedHandover: {
      id: string;
      label: string;
      /** @enum {string} */
      state: 'starting' | 'running' | 'paused' | 'closed' | 'cancelled';
      links: {
        self: string;
        items: string;
        timeline: string;
        /** @description the case in the Temporal UI */
        temporal?: string;
      };
    };
    Handover: {
      id: string;
      label: string;
      kind: string;
      reason: string;
      giver: components['schemas']['Person'];
      supervisor: components['schemas']['Person'];
      receivers: components['schemas']['Person'][];
      /** @enum {string} */
      state: 'starting' | 'running' | 'paused' | 'closed' | 'cancelled';
      /** @enum {string} */
      step:
        'notify' | 'plan' | 'materials' | 'meeting' | 'verification' | 'signOff' | 'transfer' | 'followUp' | 'close';
      round: number;
      waitingFor:
        | (
            | 'approval'
            | 'materials'
            | 'minutes'
            | 'verification'
            | 'signOff'
            | 'safety'
            | 'review'
            | 'coverReturn'
            | 'discrepancies'
            | 'discrepancyDecision'
            | 'risks'
            | 'effectiveAt'
            | 'reviewDate'
            | 'restoreWindow'
            | 'coverEnd'
            | 'tracks'
          )
        | null;
      dueAt: string | null;
      overdue: boolean;
      progressPct: number;
      itemCount: number;
      planHash: string | null;
      flags: (
        | 'calendarYearUnknown'
        | 'receiverNotActive'
        | 'secondApproverMissing'
        | 'giverSilent'
        | 'noMinutes'
        | 'notVerified'
        | 'discrepancies'
        | 'reviewUnanswered'
        | 'satisfactionLow'
        | 'notIntroduced'
        | 'trainingIncomplete'
        | 'supportUnanswered'
        | 'giverGone'
        | 'giverNotBack'
        | 'itemsElsewhere'
      )[];
      awaited: {
        person: components['schemas']['Person'];
        roles: ('giver' | 'receiver' | 'supervisor' | 'approver' | 'deputy' | 'department')[];
      }[];
      effectiveAt: string | null;
      startedAt: string;
      transferredAt: string | null;
      closedAt: string | null;
      startedBy: components['schemas']['Person'];
      /** @enum {string} */
      assignment: 'fixed' | 'in_turn' | 'by_weight' | 'by_capacity' | 'by_match' | 'mixed';
      wholeBook: boolean;
      lateReceiver: components['schemas']['Person'];
      /** @description of a cover: when what is lent goes back, as it was asked for */
      until: string | null;
      /** @description of an emergency departure */
      custodian: components['schemas']['Person'] | null;
      deputies: components['schemas']['Person'][];
      policy: {
        key: string;
        version: number;
      };
      /** @description a restore or a return that is under way, and how far it is */
      movingBack: {
        /** @enum {string} */
        as: 'restored' | 'returned';
        by: components['schemas']['Person'];
        startedAt: string;
        restored: number;
        conflicts: number;
      } | null;
      signatures: {
        round: number;
        /** @enum {string} */
        role: 'giver' | 'receiver' | 'supervisor' | 'finance' | 'legal' | 'it' | 'sales' | 'service' | 'technical';
        person: components['schemas']['Person'];
        signer: components['schemas']['Person'] | null;
        /** @enum {string} */
        decision: 'signed' | 'rejected' | 'waived';
        /**
         * @description void: what was signed is made anew; it stays on record and counts no more
         * @enum {string}
         */
        state: 'counts' | 'void';
        voidedBecause: ('rejected' | 'receiverReplaced' | 'planChanged' | 'reopened') | null;
        department: {
          id: string;
          code: string;
        } | null;
        comment: string | null;
        /** @enum {string} */
        via: 'http' | 'token' | 'operator';
        signedAt: string;
        planHash: string;
        jws: string;
      }[];
      meeting: {
        round: number;
        startsAt: string;
        endsAt: string;
        location: string | null;
        onlineUrl: string | null;
        agenda: string | null;
        minutes: string | null;
        attendees: string[];
        /** @enum {string} */
        state: 'scheduled' | 'held' | 'cancelled';
      } | null;
      counts: {
        /** @enum {string} */
        type:
          | 'customer'
          | 'opportunity'
          | 'task'
          | 'calendar_event'
          | 'approval'
          | 'note'
          | 'communication'
          | 'attachment'
          | 'contact'
          | 'order'
          | 'contract'
          | 'project'
          | 'preference'
          | 'feedback'
          | 'team_membership';
        /** @enum {string} */
        state: 'planned' | 'moved' | 'skipped' | 'failed' | 'late' | 'restored' | 'returned' | 'reassigned' | 'pooled';
        count: number;
      }[];
      links: {
        self: string;
        items: string;
        timeline: string;
        /** @description the case in the Temporal UI */
        temporal?: string;
      };
    };
    Report: {
      [key: string]: unknown;
    };
    Permissions: {
      items: components['schemas']['Permission'][];
    };
    Permission: {
      operationId: string;
      may: boolean;
      /** @description the code of what speaks against it, that of the problem where it is one; null: nothing */
      why: string | null;
      sentence: string | null;
    };
    Plan: {
      /** @enum {string} */
      assignment: 'fixed' | 'in_turn' | 'by_weight' | 'by_capacity' | 'by_match' | 'mixed';
      /** @description whether related customers go to one receiver */
      keepTogether: boolean;
      plannedAt: string | null;
      planHash: string | null;
      receivers: {
        person: components['schemas']['Person'];
        customers: number;
        items: number;
      }[];
      /** @description customers for whom somebody named a receiver */
      overrides: number;
      added: number;
      takenOut: number;
      /** @description customers of the giver that the plan does not have */
      notInPlan: number;
      warnings: components['schemas']['Told'][];
    };
    Told: {
      code: string;
      params: {
        [key: string]: unknown;
      };
      sentence: string;
    };
    Progress: {
      handoverId: string;
      /** @enum {string} */
      state: 'starting' | 'running' | 'paused' | 'closed' | 'cancelled';
      /** @enum {string} */
      step:
        'notify' | 'plan' | 'materials' | 'meeting' | 'verification' | 'signOff' | 'transfer' | 'followUp' | 'close';
      round: number;
      waitingFor:
        | (
            | 'approval'
            | 'materials'
            | 'minutes'
            | 'verification'
            | 'signOff'
            | 'safety'
            | 'review'
            | 'coverReturn'
            | 'discrepancies'
            | 'discrepancyDecision'
            | 'risks'
            | 'effectiveAt'
            | 'reviewDate'
            | 'restoreWindow'
            | 'coverEnd'
            | 'tracks'
          )
        | null;
      dueAt: string | null;
      overdue: boolean;
      progressPct: number;
      itemCount: number;
      planHash: string | null;
      flags: (
        | 'calendarYearUnknown'
        | 'receiverNotActive'
        | 'secondApproverMissing'
        | 'giverSilent'
        | 'noMinutes'
        | 'notVerified'
        | 'discrepancies'
        | 'reviewUnanswered'
        | 'satisfactionLow'
        | 'notIntroduced'
        | 'trainingIncomplete'
        | 'supportUnanswered'
        | 'giverGone'
        | 'giverNotBack'
        | 'itemsElsewhere'
      )[];
      awaited: {
        person: {
          id: string;
          number: string;
        };
        /** @enum {string} */
        role:
          | 'giver'
          | 'receiver'
          | 'supervisor'
          | 'finance'
          | 'legal'
          | 'it'
          | 'sales'
          | 'service'
          | 'technical'
          | 'approver'
          | 'deputy';
      }[];
      signatures: {
        /** @enum {string} */
        role: 'giver' | 'receiver' | 'supervisor' | 'finance' | 'legal' | 'it' | 'sales' | 'service' | 'technical';
        personId: string;
        /** @enum {string} */
        decision: 'signed' | 'rejected' | 'waived';
      }[];
    };
    Materials: {
      customer: {
        id: string;
        name: string | null;
      };
      receiver: components['schemas']['Person'];
      /**
       * @description of the customer in this plan; its checklist is that of the verification
       * @enum {string}
       */
      tier: 'strict' | 'standard' | 'light';
      version: number;
      completeness: number;
      missing: string[];
      needsExplanation: boolean;
      toVerify: boolean;
      explained: boolean;
      verified: boolean;
      /** @description SHA-256 of the pack, in what is signed */
      digest: string;
      createdAt: string;
      /** @description the counts that are signed */
      pack: {
        [key: string]: unknown;
      };
      /** @description what the giver is asked, and the gaps of the pack */
      questions: {
        /** @enum {string} */
        code:
          | 'openPromises'
          | 'urgentTasks'
          | 'openComplaints'
          | 'knownToOne'
          | 'contractEnds'
          | 'revenueFalls'
          | 'satisfactionLow'
          | 'riskEntered'
          | 'keyContact'
          | 'recentCommunication'
          | 'preferences'
          | 'needs'
          | 'cooperationSince'
          | 'industry';
        sentence: string;
        /** @description of the giver; null: not answered */
        answer: string | null;
      }[];
      explanation: {
        author: components['schemas']['Person'];
        version: number;
        updatedAt: string;
        text: string;
        answers: {
          [key: string]: string;
        };
      } | null;
      verification: {
        author: components['schemas']['Person'];
        version: number;
        updatedAt: string;
        ok: boolean;
        comment: string | null;
        points: string[];
      } | null;
      /** @description read now from the same data; null: for those who may not read the customer (any more), and of older versions */
      details: components['schemas']['MaterialsDetails'] | null;
    };
    MaterialsDetails: {
      /** @description phone, tax id and bank account are masked */
      profile: {
        [key: string]: unknown;
      };
      contacts: {
        id: string;
        name: string;
        title: string | null;
        isKey: boolean;
        phone: string | null;
        email: string | null;
        wechat: string | null;
        birthday: string | null;
      }[];
      relations: {
        id: string;
        /** @enum {string} */
        relation: 'parent' | 'subsidiary' | 'sister';
        name: string | null;
      }[];
      /** @description who spoke with the customer within the last year */
      knownBy: {
        person: components['schemas']['Person'];
        communications: number;
        lastAt: string;
      }[];
      purchases: {
        /** @enum {string} */
        trend: 'none' | 'new' | 'rising' | 'steady' | 'falling' | 'ended';
        lastYear: string;
        yearBefore: string;
        years: {
          year: number;
          currency: string;
          count: number;
          total: string;
        }[];
        products: {
          product: string;
          orders: number;
          total: string;
        }[];
        latest: {
          number: string | null;
          orderedOn: string;
          total: string;
          currency: string;
          state: string;
        }[];
      };
      preferences: {
        /** @enum {string} */
        kind: 'preference' | 'need' | 'taboo';
        body: string;
      }[];
      notes: {
        body: string;
        author: components['schemas']['Person'] | null;
        at: string;
      }[];
      projects: {
        name: string;
        state: string;
        progressPct: number;
        dueOn: string | null;
        summary: string | null;
      }[];
      tasks: {
        title: string;
        priority: string;
        state: string;
        dueOn: string | null;
        isPromise: boolean;
        assignee: components['schemas']['Person'] | null;
      }[];
      opportunities: {
        title: string;
        stage: string;
        amount: string | null;
        currency: string;
        engagedOn: string | null;
        closedOn: string | null;
      }[];
      feedback: {
        type: string;
        state: string;
        satisfaction: number | null;
        receivedAt: string;
        body: string;
      }[];
      communications: {
        channel: string;
        direction: string;
        happenedAt: string;
        subject: string;
        body: string | null;
        tags: string[];
        author: components['schemas']['Person'] | null;
        class: string;
        topics: string[];
      }[];
      contracts: {
        number: string;
        title: string;
        startsOn: string;
        endsOn: string | null;
        amount: string | null;
        currency: string;
        state: string;
      }[];
      attachments: {
        id: string;
        fileName: string;
        mediaType: string;
        bytes: number;
      }[];
      risks: {
        id: string;
        kind: string;
        sentence: string;
        score: number;
        state: string;
        mitigation: string | null;
      }[];
    };
    Verification: {
      mine: {
        done: number;
        of: number;
      };
      all: {
        done: number;
        of: number;
      };
      discrepancies: {
        [key: string]: number;
      };
      /** @description null: discrepancies are counted and hold nothing up */
      discrepancyDays: number | null;
      checklists: {
        strict: {
          key: string;
          sentence: string;
          required: boolean;
        }[];
        standard: {
          key: string;
          sentence: string;
          required: boolean;
        }[];
        light: {
          key: string;
          sentence: string;
          required: boolean;
        }[];
      };
    };
    VerificationCounts: {
      mine: {
        done: number;
        of: number;
      };
      all: {
        done: number;
        of: number;
      };
    };
    Discrepancy: {
      id: string;
      customer: {
        id: string;
        name: string | null;
      };
      receiver: components['schemas']['Person'];
      round: number;
      /** @enum {string} */
      state: 'open' | 'answered' | 'agreed' | 'withdrawn' | 'accepted' | 'mend';
      openedAt: string;
      /** @description until then receiver and giver settle it; then the supervisor decides */
      dueAt: string | null;
      messages: number;
      conversation: {
        author: components['schemas']['Person'];
        /** @enum {string} */
        act: 'open' | 'answer' | 'reply' | 'agree' | 'withdraw' | 'reopen' | 'accept' | 'mend';
        body: string | null;
        points: string[];
        at: string;
      }[];
    };
    MovedBack: {
      restored: number;
      conflicts: number;
      /** @description records on which changed fields were put back */
      putBack?: number;
    };
    RestorePreview: {
      restoreUntil: string;
      counts: {
        /** @enum {string} */
        type:
          | 'customer'
          | 'opportunity'
          | 'task'
          | 'calendar_event'
          | 'approval'
          | 'note'
          | 'communication'
          | 'attachment'
          | 'contact'
          | 'order'
          | 'contract'
          | 'project'
          | 'preference'
          | 'feedback'
          | 'team_membership';
        /** @description goes back to the giver, taken ones included */
        back: number;
        /** @description of these, taken from a third person */
        taken: number;
        /** @description stays with a third person */
        holderChanged: number;
        /** @description has other values than at the transfer */
        changed: number;
      }[];
      restored: number;
      /** @description left to decide */
      conflicts: number;
      /** @description records on which changed fields are put back */
      putBack: number;
      samples: {
        /** @enum {string} */
        type:
          | 'customer'
          | 'opportunity'
          | 'task'
          | 'calendar_event'
          | 'approval'
          | 'note'
          | 'communication'
          | 'attachment'
          | 'contact'
          | 'order'
          | 'contract'
          | 'project'
          | 'preference'
          | 'feedback'
          | 'team_membership';
        recordId: string;
        customer: {
          id: string;
          name: string | null;
        } | null;
        /**
         * @description holderChanged: somebody else has it by now; changed: it has other values
         * @enum {string}
         */
        kind: 'holderChanged' | 'changed';
        /** @description columns that were changed */
        fields: string[];
      }[];
      warnings: {
        code: string;
        params: {
          [key: string]: unknown;
        };
        sentence: string;
      }[];
    };
    /** @description customers lost after a handover, beside those that were not handed over */
    Churn: {
      handedOver: {
        customers: number;
        lost: number;
        /** @description null: nobody was watched for a day */
        per100CustomerYears: number | null;
        reasons: {
          /** @enum {string} */
          reason:
            'price' | 'service' | 'product' | 'competitor' | 'accountManager' | 'closedDown' | 'other' | 'unknown';
          sentence: string;
          lost: number;
        }[];
      };
      notHandedOver: {
        customers: number;
        lost: number;
        /** @description null: nobody was watched for a day */
        per100CustomerYears: number | null;
        reasons: {
          /** @enum {string} */
          reason:
            'price' | 'service' | 'product' | 'competitor' | 'accountManager' | 'closedDown' | 'other' | 'unknown';
          sentence: string;
          lost: number;
        }[];
      };
    };
    HandoversReport: {
      period: {
        from: string;
        to: string;
      };
      steps: {
        /** @enum {string} */
        step:
          'notify' | 'plan' | 'materials' | 'meeting' | 'verification' | 'signOff' | 'transfer' | 'followUp' | 'close';
        /** @description cases that stand there now, paused ones included */
        count: number;
        overdueCount: number;
        paused: number;
        oldestDueAt: string | null;
        /** @description of the overdue ones */
        meanDelayDays: number | null;
        /** @description cases begun in the period that have ended the step */
        finished: number;
        medianDays: number | null;
        p90Days: number | null;
      }[];
      started: number;
      closed: number;
      cancelled: number;
    };
    OutcomesReport: {
      period: {
        from: string;
        to: string;
      };
      days: number;
      handedOver: {
        customers: number;
        lost: number;
        per100CustomerYears: number | null;
        reasons: {
          /** @enum {string} */
          reason:
            'price' | 'service' | 'product' | 'competitor' | 'accountManager' | 'closedDown' | 'other' | 'unknown';
          lost: number;
        }[];
        satisfactionMarks: number;
        satisfactionMean: number | null;
        /** @description answers of receivers and supervisors to reviews */
        reviewMarks: number;
        reviewMean: number | null;
      };
      notHandedOver: {
        customers: number;
        lost: number;
        per100CustomerYears: number | null;
        reasons: {
          /** @enum {string} */
          reason:
            'price' | 'service' | 'product' | 'competitor' | 'accountManager' | 'closedDown' | 'other' | 'unknown';
          lost: number;
        }[];
        satisfactionMarks: number;
        satisfactionMean: number | null;
        /** @description answers of receivers and supervisors to reviews */
        reviewMarks: number;
        reviewMean: number | null;
      };
    };
    WorkloadReport: {
      items: {
        employee: components['schemas']['Person'];
        department: string | null;
        state: string;
        customers: number;
        capacity: number;
        /** @description customers owned and to come, of the capacity */
        loadPct: number | null;
        value: string;
        openTasks: number;
        overdueTasks: number;
        openOpportunities: number;
        /** @description running ones in which they receive */
        cases: number;
        /** @description customers that will come by them */
        incoming: number;
        reviewsDue: number;
      }[];
    };
    RiskReport: {
      items: {
        customer: {
          id: string;
          name: string;
        };
        owner: components['schemas']['Person'] | null;
        risk: string;
        sentence: string;
        /** @description likelihood × effect, of a risk of a register */
        score: number | null;
        /** @description of the complaint, of the last contact; the end of the contract */
        since: string | null;
        case: string | null;
      }[];
      more: boolean;
    };
    ReviewsReport: {
      items: {
        handoverId: string;
        case: string;
        days: number;
        dueAt: string;
        state: string;
        overdue: boolean;
        giver: components['schemas']['Person'];
        receivers: components['schemas']['Person'][];
      }[];
      more: boolean;
    };
    IntroductionRun: {
      handoverId: string;
      /** @enum {string} */
      phase: 'approval' | 'running' | 'done' | 'cancelled';
      paused: boolean;
      /** @description who is asked to approve the letters */
      awaited: {
        id: string;
        number: string;
        name: string;
      }[];
      dueAt: string | null;
      overdue: boolean;
      approvedBy: {
        id: string;
        number: string;
        name: string;
      } | null;
      startedAt: string;
      endedAt: string | null;
      /** @description of what the caller may see */
      counts: {
        [key: string]: number;
      };
    };
    LetterPreview: {
      /** @enum {string} */
      channel: 'letter' | 'meeting' | 'phone';
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      /** @description of the template; null: the text of the request */
      version: number | null;
      subject: string;
      body: string;
    };
    IntroductionTaken: {
      customerId: string;
      /** @enum {string} */
      state:
        | 'prepared'
        | 'sent'
        | 'toDo'
        | 'agreed'
        | 'consented'
        | 'objected'
        | 'unanswered'
        | 'reassigned'
        | 'pooled'
        | 'withdrawn'
        | 'cancelled';
    };
    IntroductionProgress: {
      handoverId: string;
      /** @enum {string} */
      state: 'running' | 'paused' | 'done' | 'cancelled';
      /** @enum {string} */
      phase: 'preparing' | 'approval' | 'sending' | 'waiting' | 'over';
      awaited: {
        id: string;
        number: string;
      }[];
      dueAt: string | null;
      overdue: boolean;
      counts: {
        [key: string]: number;
      };
    };
    MailTemplate: {
      key: string;
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      variables: string[];
      sent: number;
      builtIn: {
        subject: string;
        body: string;
      };
      versions: {
        version: number;
        subject: string;
        body: string;
        note: string | null;
        by: {
          id: string;
          number: string;
          name: string;
        };
        at: string;
      }[];
    };
    Training: {
      handoverId: string;
      /** @enum {string} */
      phase: 'training' | 'support' | 'done' | 'cancelled';
      paused: boolean;
      dueAt: string;
      overdue: boolean;
      /** @description the time ran out before all required points were confirmed */
      gaveUp: boolean;
      /** @description until then receivers may ask */
      endsAt: string;
      startedAt: string;
      endedAt: string | null;
      receivers: {
        receiver: components['schemas']['Person'];
        required: number;
        confirmed: number;
        asked: number;
        unanswered: number;
        feedback: {
          mark: number;
          words: string | null;
          givenAt: string;
        } | null;
      }[];
    };
    LinkTaken: {
      /** @constant */
      taken: true;
    };
    ImportResult: {
      importId: string;
      dataset: string;
      mapping: string;
      dryRun: boolean;
      read: number;
      inserted: number;
      updated: number;
      unchanged: number;
      refused: number;
      /** @description rows that repeat an earlier one, where the mapping takes the first */
      skipped: number;
      refusals: {
        line: number;
        column: string | null;
        value: string | null;
        code: string;
        params: {
          [key: string]: unknown;
        };
        sentence: string;
      }[];
      moreRefusals: number;
      before: {
        [key: string]: number;
      };
      after: {
        [key: string]: number;
      };
    };
    Import: {
      id: string;
      dataset: string;
      mapping: string;
      dryRun: boolean;
      /** @enum {string} */
      state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      background: boolean;
      fileName: string | null;
      bytes: number | null;
      at: string;
      finishedAt: string | null;
      actor: components['schemas']['Person'];
      read: number;
      inserted: number;
      updated: number;
      unchanged: number;
      refused: number;
      skipped: number;
      /** @description inserted, updated and unchanged; of one that runs, so far and not yet committed */
      accepted: number;
      /** @description why nothing was written */
      failure: {
        code: string;
        sentence: string;
      } | null;
      links: {
        self: string;
        refused: string;
      };
      refusals: {
        line: number;
        column: string | null;
        value: string | null;
        code: string;
        params: {
          [key: string]: unknown;
        };
        sentence: string;
      }[];
      /** @description refused rows beyond those that are listed; all are in links.refused */
      moreRefusals: number;
    };
    ImportPreview: {
      /** @enum {string} */
      format: 'csv' | 'xlsx';
      encoding: string | null;
      delimiter: string | null;
      sheets: {
        name: string;
        hidden: boolean;
      }[];
      columns: string[];
      rows: {
        line: number;
        cells: string[];
      }[];
      /** @description as it would be used; to be changed and saved by PUT /imports/mappings/{dataset}/{file} */
      mapping: {
        [key: string]: unknown;
      } | null;
      /** @description what a column can be read into; empty for tables that no header tells */
      choices: {
        field: string;
        /** @description in the language of the request */
        name: string;
        /** @description column of the file that is called like it */
        column: string | null;
        /** @description with `from` beside it, what a mapping says of the field; of source_id, of sourceId */
        rule: {
          [key: string]: unknown;
        };
      }[];
      /** @description columns that the mapping does not read */
      unread: string[];
      problem: {
        code: string;
        sentence: string;
      } | null;
    };
    ImportMapping: {
      name: string;
      version: number | null;
      mapping: {
        [key: string]: unknown;
      };
    };
    Access: {
      customerId: string;
      items: {
        /** @description null: whoever the rule or the role takes in */
        person: {
          id: string;
          number: string;
          name: string;
        } | null;
        levels: ('view' | 'edit' | 'export' | 'share' | 'approve')[];
        /**
         * @description transition: a grant over a whole handover; role: HR, and auditors for reading
         * @enum {string}
         */
        because: 'owner' | 'line' | 'team' | 'grant' | 'transition' | 'rule' | 'role';
        /** @description of the grant, the membership or the sharing rule */
        sourceId: string | null;
        role: string | null;
        endsAt: string | null;
      }[];
    };
    Grant: {
      id: string;
      customerId: string | null;
      handoverId: string | null;
      granteeId: string;
      /** @enum {string} */
      level: 'view' | 'edit' | 'export' | 'share' | 'approve';
      reason: string;
      startsAt: string;
      endsAt: string;
      revokedAt: string | null;
    };
    Team: {
      customerId: string;
      members: {
        id: string;
        person: {
          id: string;
          number: string;
          name: string;
        };
        /** @enum {string} */
        level: 'view' | 'edit';
        role: string;
      }[];
    };
    MergedCustomer: {
      customer: components['schemas']['Customer'];
      from: string;
      /** @description records that moved */
      records: number;
    };
    RestoredRecord: {
      /** @description of the record; it keeps it when it is put back */
      id: string;
      /** @enum {string} */
      type: 'contact' | 'project' | 'preference' | 'note' | 'communication' | 'task' | 'calendar_event' | 'attachment';
      links: {
        self: string;
      };
    };
    AttachmentContent: {
      id: string;
      bytes: number;
      sha256: string;
    };
    Me: {
      person: components['schemas']['Person'];
      roles: string[];
      /** @description of the token of a service account; null: a person */
      scopes: string[] | null;
      /** @enum {string} */
      locale: 'zh-CN' | 'en';
      awaits: number;
      /** @description operationIds that the caller may call at all; on one case: GET /handovers/{handoverId}/permissions */
      permissions: string[];
    };
    Employee: {
      id: string;
      number: string;
      name: string;
      title: string | null;
      department: {
        code: string;
        zh: string;
        en: string;
      } | null;
      manager: components['schemas']['Person'] | null;
      region: string | null;
      /** @enum {string} */
      state: 'active' | 'on_leave' | 'leaving' | 'left';
      roles: string[];
      email: string;
      languages: string[];
      skills: string[];
      industries: string[];
      capacity: number;
      /** @description annual value to be looked after at most; null: no bound */
      capacityValue: string | null;
      calendar: string;
      timeZone: string;
      /** @description customers of theirs that the caller may see */
      customers: number;
      /** @description while nothing is served to them; null: they are not, or it is not for the caller to know */
      frozen: {
        since: string;
        reason: string;
      } | null;
      /** @description whether the caller may freeze them */
      mayFreeze: boolean;
    };
    Jwks: {
      keys: {
        [key: string]: unknown;
      }[];
    };
    AuditHead: {
      head: {
        number: number;
        /** @description how many entries it covers */
        size: number;
        /** @description Merkle root (RFC 6962) over them */
        root: string;
        sealedAt: string;
        /** @description by a key of GET /keys */
        jws: string;
      } | null;
    };
    AuditProof: {
      /** @constant */
      kind: 'proof';
      v: number;
      entry: {
        id: number;
        /** @description UTC with microseconds */
        at: string;
        actorKind: string;
        actorId: string | null;
        action: string;
        handoverId: string | null;
        subjectType: string | null;
        subjectId: string | null;
        params: unknown;
        xact: string;
      };
      position: number;
      /** @description hashes from the leaf to the root, lowest first; base64url */
      path: string[];
      /** @description compact JWS of the head that sealed the entry */
      head: string;
    };
    ErasedValues: {
      values: number;
    };
    Integrity: {
      /** @description null: the checks have not run yet */
      run: {
        id: string;
        startedAt: string;
        finishedAt: string;
        checks: {
          name: string;
          /** @enum {string} */
          state: 'ok' | 'wrong' | 'skipped' | 'failed';
          count: number;
          sentence: string;
        }[];
      } | null;
      items: components['schemas']['IntegrityFinding'][];
      next: string | null;
    };
    IntegrityFinding: {
      id: string;
      check: string;
      code: string;
      subject: string;
      params: {
        [key: string]: unknown;
      };
      since: string;
      sentence: string;
      /** @description name for handover check --repair */
      repair: string | null;
    };
    /** @description while it is not lifted, nothing is served to the person */
    Freeze: {
      id: string;
      personId: string;
      reason: string;
      since: string;
      liftedAt: string | null;
    };
    Sessions: {
      items: {
        id: string;
        /** @description whether this request came by it */
        current: boolean;
        /** @description where the person logged in */
        issuer: string;
        /** @description what the browser said of itself; anybody can say anything */
        userAgent: string | null;
        startedAt: string;
        /** @description to half a minute */
        lastSeenAt: string;
        /** @description at the latest */
        expiresAt: string;
      }[];
    };
    SessionsEnded: {
      ended: number;
    };
    LoggedOut: {
      /** @description where the browser is to go to end its session at the identity provider as well; null: nowhere */
      continueAt: string | null;
    };
    Notifications: {
      items: components['schemas']['Notification'][];
      next: string | null;
    };
    Notification: {
      id: string;
      /** @description as `turn.signOff`; grows with the product */
      kind: string;
      /** @enum {string} */
      category:
        | 'signOffs'
        | 'tasks'
        | 'reminders'
        | 'meetings'
        | 'progress'
        | 'summaries'
        | 'legal'
        | 'accessReviews'
        | 'security';
      /** @description a sentence in the language of the request */
      title: string;
      /** @description page of what there is to do, from the root of the site */
      link: string;
      handover: {
        id: string;
        label: string;
      } | null;
      /** @description somebody for whom the caller acts; null: the caller */
      for: {
        id: string;
        number: string;
        name: string;
      } | null;
      /** @description whether it was told the caller; else it was told somebody for whom they act, who alone reads it */
      mine: boolean;
      /** @description whether something is asked, and not only told */
      asks: boolean;
      dueAt: string | null;
      createdAt: string;
      readAt: string | null;
      /** @description when what is asked was done, by whomever, or became needless */
      doneAt: string | null;
      links: {
        self: string;
        /** @description the same in the API */
        subject: string;
      };
    };
    NotificationCount: {
      unread: number;
      /** @description what is asked and not done, also of those for whom the caller acts */
      open: number;
    };
    NotificationsRead: {
      read: number;
    };
    NotificationPreferences: {
      /** @enum {string} */
      language: 'zh-CN' | 'en';
      /** @description name of the IANA database, as Asia/Shanghai */
      timeZone: string;
      /** @description what is not named comes both ways; mandatory categories cannot be off */
      channels: {
        [key: string]: 'both' | 'mail' | 'inApp' | 'off';
      };
      digest: {
        /**
         * @description mandatory ones and invitations do not wait for it
         * @enum {string}
         */
        when: 'immediately' | 'hourly' | 'daily';
        /** @description of daily ones, on workdays, in the own zone */
        hour: number;
      };
      /** @description over midnight when until is the earlier */
      quietHours: {
        /** @description HH:MM in the own zone */
        from: string;
        /** @description HH:MM in the own zone */
        until: string;
      } | null;
      /** @description whether days that the company does not work are quiet */
      quietDays: boolean;
      /** @description whether what comes as somebody's delegate also comes by mail */
      delegateCopies: boolean;
      /**
       * @description of handovers over the company, for HR and managers
       * @enum {string}
       */
      summaries: 'off' | 'weekly' | 'monthly' | 'both';
      person: {
        id: string;
        number: string;
        name: string;
      };
      /** @description 0: nothing was ever said, and this is how it is for everybody */
      version: number;
      categories: {
        /** @enum {string} */
        category:
          | 'signOffs'
          | 'tasks'
          | 'reminders'
          | 'meetings'
          | 'progress'
          | 'summaries'
          | 'legal'
          | 'accessReviews'
          | 'security';
        name: string;
        mandatory: boolean;
        /** @description why it cannot be turned off */
        why: string | null;
      }[];
    };
    Departure: {
      id: string;
      employee: {
        id: string;
        number: string;
        name: string;
      };
      reason: string;
      lastDay: string;
      /** @enum {string} */
      state: 'starting' | 'open' | 'closed' | 'cancelled';
      overdue: boolean;
      startedBy: {
        id: string;
        number: string;
        name: string;
      };
      startedAt: string;
      lookedAt: string | null;
      closedAt: string | null;
      cancelReason: string | null;
      /** @description what still names the person, at this moment */
      left: {
        what: string;
        sentence: string;
        count: number;
      }[];
      handovers: {
        id: string;
        label: string;
        /** @enum {string} */
        kind:
          | 'departure'
          | 'change_of_post'
          | 'replacement'
          | 'team_change'
          | 'department_change'
          | 'absence_cover'
          | 'emergency_departure';
        state: string;
      }[];
    };
    Employment: {
      id: string;
      number: string;
      /** @enum {string} */
      state: 'active' | 'on_leave' | 'leaving' | 'left';
      lastDay: string | null;
      awayFrom: string | null;
      awayUntil: string | null;
      department: string | null;
      manager: {
        id: string;
        number: string;
        name: string;
      } | null;
      title: string | null;
      level: number | null;
    };
    PolicyComparison: {
      from: {
        key: string;
        version: number;
        name: {
          zh: string;
          en: string;
        };
      };
      to: {
        key: string;
        version: number;
        name: {
          zh: string;
          en: string;
        };
      };
      changes: {
        /** @description JSON pointer into the body: for what was removed into that of `from`, else of `to` */
        path: string;
        /** @enum {string} */
        kind: 'added' | 'removed' | 'changed';
        before: unknown;
        after: unknown;
        /** @description in the language of the reader */
        sentence: string;
      }[];
    };
    /** @description what a policy would mean for a book; nothing is written */
    PolicyTrial: {
      /** @description null: the body that was sent */
      policy: {
        key: string;
        version: number;
        name: {
          zh: string;
          en: string;
        };
      } | null;
      giver: {
        id: string;
        number: string;
        name: string;
      };
      supervisor: {
        id: string;
        number: string;
        name: string;
      };
      deputies: {
        id: string;
        number: string;
        name: string;
      }[];
      secondApproval: {
        needed: boolean;
        by: {
          id: string;
          number: string;
          name: string;
        } | null;
      };
      signers: {
        role: string;
        person: {
          id: string;
          number: string;
          name: string;
        } | null;
        department: string | null;
      }[];
      customers: {
        strict: number;
        standard: number;
        light: number;
      };
      receivers: {
        person: {
          id: string;
          number: string;
          name: string;
        };
        customers: {
          strict: number;
          standard: number;
          light: number;
        };
        /** @description customers of the sample */
        toVerify: number;
      }[];
      /** @description each opens when the one before it is due, as if everybody answered on the last day */
      waits: {
        /** @enum {string} */
        wait:
          | 'approval'
          | 'materials'
          | 'minutes'
          | 'verification'
          | 'signOff'
          | 'safety'
          | 'review'
          | 'coverReturn'
          | 'discrepancies'
          | 'discrepancyDecision'
          | 'risks';
        /** @description who is awaited */
        person: {
          id: string;
          number: string;
          name: string;
        }[];
        opensAt: string;
        dueAt: string;
        agenda: {
          at: string;
          /** @enum {string} */
          what: 'remind' | 'due' | 'escalate' | 'giveUp';
          /** @description whom an escalation asks besides */
          to: {
            id: string;
            number: string;
            name: string;
          }[];
        }[];
      }[];
      meeting: {
        startsAt: string;
        endsAt: string;
      };
      transferAt: string;
      transitionEndsAt: string;
      restoreUntil: string;
      reviews: {
        days: number;
        dueAt: string;
        answerBy: string;
      }[];
      warnings: {
        code: string;
        params: {
          [key: string]: unknown;
        };
        /** @description in the language of the reader */
        sentence: string;
      }[];
    };
    Policy: {
      key: string;
      version: number;
      name: {
        zh: string;
        en: string;
      };
      note: string | null;
      createdAt: string;
      /** @description the rules as they were published, see PolicyBody */
      body: {
        [key: string]: unknown;
      };
    };
    CalendarYear: {
      code: string;
      name: {
        zh: string;
        en: string;
      };
      timeZone: string;
      dayStarts: string;
      dayEnds: string;
      weeklyWorkdays: number[];
      year: number;
      /** @description 0: comes with the product */
      version: number;
      days: {
        day: string;
        workday: boolean;
        name: {
          zh: string;
          en: string;
        };
      }[];
      /** @description newest first */
      uploads: {
        version: number;
        /** @enum {string} */
        source: 'json' | 'icalendar';
        uploadedAt: string;
        uploadedBy: {
          id: string;
          number: string;
          name: string;
        };
      }[];
    };
    WebhookWithSecret: {
      webhook: components['schemas']['Webhook'];
      /** @description signs messages (Standard Webhooks, v1); not shown again */
      secret: string;
    };
    ApiTokenWithSecret: {
      token: components['schemas']['ApiToken'];
      /** @description to be sent as Authorization: Bearer; cannot be read again */
      secret: string;
    };
    Settings: {
      /** @description NODE_ENV is production */
      production: boolean;
      /**
       * @description who signs people in
       * @enum {string}
       */
      identity: 'demo' | 'oidc';
      items: components['schemas']['Setting'][];
    };
    Setting: {
      /** @description of the environment */
      name: string;
      /** @description as it holds; null: absent, or secret. Of addresses without user, password and query */
      value: string | null;
      /** @enum {string} */
      source: 'set' | 'default' | 'absent';
      /** @description its value is told to nobody */
      isSecret: boolean;
    };
    HandoverSummaryPage: {
      items: components['schemas']['HandoverSummary'][];
      next: string | null;
    };
    ItemPage: {
      items: components['schemas']['Item'][];
      next: string | null;
    };
    AuditEntryPage: {
      items: components['schemas']['AuditEntry'][];
      next: string | null;
    };
    PlanChangePage: {
      items: components['schemas']['PlanChange'][];
      next: string | null;
    };
    NotInPlanPage: {
      items: components['schemas']['NotInPlan'][];
      next: string | null;
    };
    MaterialsSummaryPage: {
      items: components['schemas']['MaterialsSummary'][];
      next: string | null;
    };
    ReviewList: {
      items: components['schemas']['Review'][];
    };
    ListMaterialsVersionsAnswer: {
      items: {
        version: number;
        completeness: number;
        missing: string[];
        questions: (
          | 'openPromises'
          | 'urgentTasks'
          | 'openComplaints'
          | 'knownToOne'
          | 'contractEnds'
          | 'revenueFalls'
          | 'satisfactionLow'
          | 'riskEntered'
          | 'keyContact'
          | 'recentCommunication'
          | 'preferences'
          | 'needs'
          | 'cooperationSince'
          | 'industry'
        )[];
        digest: string;
        createdAt: string;
      }[];
    };
    CompareMaterialsAnswer: {
      from: number;
      to: number;
      changes: {
        /** @description JSON pointer into the pack */
        path: string;
        /** @enum {string} */
        kind: 'added' | 'removed' | 'changed';
        before: unknown;
        after: unknown;
      }[];
    };
    ExplainCustomerAnswer: {
      customerId: string;
      version: number;
    };
    ListMeetingsAnswer: {
      items: {
        /** @description UID of the invitation */
        id: string;
        /** @description of the meeting that each round has; null: a further one */
        round: number | null;
        title: string | null;
        startsAt: string;
        endsAt: string;
        location: string | null;
        onlineUrl: string | null;
        agenda: string | null;
        sequence: number;
        /** @enum {string} */
        state: 'scheduled' | 'held' | 'cancelled';
        minutes: string | null;
        attendees: components['schemas']['Person'][];
      }[];
    };
    ProposeMeetingTimesAnswer: {
      /** @description up to three, on different days; fewer when nothing else fits within four weeks */
      items: {
        startsAt: string;
        endsAt: string;
      }[];
    };
    GetMeetingAgendaAnswer: {
      lines: string[];
    };
    ListMeetingActionsAnswer: {
      open: number;
      items: components['schemas']['MeetingAction'][];
    };
    OpenMeetingActionAnswer: {
      id: string;
    };
    DiscrepancySummaryPage: {
      items: components['schemas']['DiscrepancySummary'][];
      next: string | null;
    };
    ListRisksAnswer: {
      /** @description open risks that hold up the signatures */
      blocking: number;
      items: components['schemas']['Risk'][];
      next: string | null;
    };
    IssueSignOffTokenAnswer: {
      token: string;
      expiresAt: string;
      command: string;
    };
    RestoreConflictPage: {
      items: components['schemas']['RestoreConflict'][];
      next: string | null;
    };
    ListReviewQuestionsAnswer: {
      items: {
        key: string;
        /** @enum {string} */
        kind: 'scale' | 'text';
        /** @description in the language of the reader */
        question: string;
      }[];
    };
    SurveyList: {
      items: components['schemas']['Survey'][];
    };
    CorrectiveActionList: {
      items: components['schemas']['CorrectiveAction'][];
    };
    OpenCorrectiveActionAnswer: {
      id: string;
    };
    WorkReportList: {
      items: components['schemas']['WorkReport'][];
    };
    SuggestionPage: {
      items: components['schemas']['Suggestion'][];
      next: string | null;
    };
    ReportChurnOfHandoverAnswer: {
      reasons: {
        /** @enum {string} */
        reason: 'price' | 'service' | 'product' | 'competitor' | 'accountManager' | 'closedDown' | 'other' | 'unknown';
        sentence: string;
        lost: number;
      }[];
    };
    IntroductionPage: {
      items: components['schemas']['Introduction'][];
      next: string | null;
    };
    LetterTemplatePage: {
      items: components['schemas']['LetterTemplate'][];
      next: string | null;
    };
    ListTemplatesAnswer: {
      items: {
        key: string;
        variables: string[];
        languages: {
          /** @enum {string} */
          language: 'zh-CN' | 'en';
          /** @description version that is sent; 0: the one that comes with the product */
          sent: number;
          newest: number;
        }[];
      }[];
    };
    PreviewTemplateAnswer: {
      subject: string;
      body: string;
      /** @description as it would be sent, with its footer */
      text: string;
    };
    CompareTemplatesAnswer: {
      subject: {
        /** @enum {string} */
        change: 'same' | 'added' | 'removed';
        line: string;
      }[];
      body: {
        /** @enum {string} */
        change: 'same' | 'added' | 'removed';
        line: string;
      }[];
    };
    TrainingPointPage: {
      items: components['schemas']['TrainingPoint'][];
      next: string | null;
    };
    SupportRequestPage: {
      items: components['schemas']['SupportRequest'][];
      next: string | null;
    };
    TransitionContactPage: {
      items: components['schemas']['TransitionContact'][];
      next: string | null;
    };
    GetLinkAnswer:
      | {
          /** @constant */
          purpose: 'introduction';
          customer: string;
          giver: string;
          receiver: {
            name: string;
            title: string | null;
            email: string;
            phone: string | null;
          };
          /** @enum {string} */
          channel: 'letter' | 'meeting' | 'phone';
          /** @description silence counts as consent from then on; null: it does not */
          answerBy: string | null;
          meeting: {
            startsAt: string;
            endsAt: string;
            location: string | null;
            url: string | null;
          } | null;
        }
      | {
          /** @constant */
          purpose: 'survey';
          customer: string;
          /** @description who looks after the customer now */
          receiver: string | null;
        };
    ImportSummaryPage: {
      items: components['schemas']['ImportSummary'][];
      next: string | null;
    };
    ListMappingsAnswer: {
      items: {
        name: string;
        table: string;
        /** @description columns that the file must have; none: made from the header */
        columns: string[];
        /** @description of a mapping that the company wrote */
        version: number | null;
      }[];
    };
    DeleteMappingAnswer: {
      name: string;
    };
    SharingRulePage: {
      items: components['schemas']['SharingRule'][];
      next: string | null;
    };
    AccessLogEntryPage: {
      items: components['schemas']['AccessLogEntry'][];
      next: string | null;
    };
    ListCustomersAnswer: {
      items: components['schemas']['CustomerSummary'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkCustomersAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Customer'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    DuplicateCustomerList: {
      items: components['schemas']['DuplicateCustomer'][];
    };
    ListOwnershipAnswer: {
      items: {
        since: string;
        until: string | null;
        owner: components['schemas']['Person'] | null;
        handoverId: string | null;
      }[];
    };
    ListStoryAnswer: {
      items: components['schemas']['StoryEntry'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    ListContactsAnswer: {
      items: components['schemas']['Contact'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkContactsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Contact'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListOrdersAnswer: {
      items: components['schemas']['Order'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkOrdersAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Order'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListOrderLinesAnswer: {
      items: components['schemas']['OrderLine'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkOrderLinesAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['OrderLine'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListOpportunitiesAnswer: {
      items: components['schemas']['Opportunity'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkOpportunitiesAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Opportunity'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListContractsAnswer: {
      items: components['schemas']['Contract'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkContractsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Contract'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListProjectsAnswer: {
      items: components['schemas']['Project'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkProjectsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Project'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListPreferencesAnswer: {
      items: components['schemas']['Preference'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkPreferencesAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Preference'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListNotesAnswer: {
      items: components['schemas']['Note'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkNotesAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Note'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListCommunicationsAnswer: {
      items: components['schemas']['Communication'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkCommunicationsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Communication'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListTasksAnswer: {
      items: components['schemas']['Task'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkTasksAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Task'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListCalendarEventsAnswer: {
      items: components['schemas']['CalendarEvent'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkCalendarEventsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['CalendarEvent'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListFeedbackAnswer: {
      items: components['schemas']['FeedbackEntry'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkFeedbackAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['FeedbackEntry'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListApprovalsAnswer: {
      items: components['schemas']['Approval'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkApprovalsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Approval'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    ListAttachmentsAnswer: {
      items: components['schemas']['Attachment'][];
      next: string | null;
      /** @description with count=true: how many there are; exact up to 10000 */
      total?: {
        count: number;
        exact: boolean;
      };
    };
    BulkAttachmentsAnswer: {
      succeeded: number;
      failed: number;
      items: {
        index: number;
        status: number;
        body?: components['schemas']['Attachment'] | components['schemas']['DeletedRecord'];
        problem?: components['schemas']['Problem'];
      }[];
    };
    DeletedRecordPage: {
      items: components['schemas']['DeletedRecord'][];
      next: string | null;
    };
    EmployeeSummaryPage: {
      items: components['schemas']['EmployeeSummary'][];
      next: string | null;
    };
    AccessReviewPage: {
      items: components['schemas']['AccessReview'][];
      next: string | null;
    };
    StartAccessReviewAnswer: {
      id: string;
      links: {
        self: string;
      };
    };
    AccessReviewItemPage: {
      items: components['schemas']['AccessReviewItem'][];
      next: string | null;
    };
    AnswerAccessReviewAnswer: {
      items: {
        id: string;
        /** @enum {string} */
        result: 'confirmed' | 'revoked' | 'notFound' | 'ownAccess' | 'alreadyRevoked' | 'notForYou';
      }[];
      /** @description how many still wait for the caller */
      unanswered: number;
    };
    ProposalPage: {
      items: components['schemas']['Proposal'][];
      next: string | null;
    };
    AcceptProposalAnswer: {
      id: string;
      handover: {
        id: string;
        label: string;
      };
    };
    DismissProposalAnswer: {
      id: string;
    };
    StartDepartureAnswer: {
      id: string;
      links: {
        self: string;
      };
    };
    ListDeparturesAnswer: {
      items: {
        id: string;
        employee: {
          id: string;
          number: string;
          name: string;
        };
        reason: string;
        lastDay: string;
        /** @enum {string} */
        state: 'starting' | 'open' | 'closed' | 'cancelled';
        overdue: boolean;
        startedBy: {
          id: string;
          number: string;
          name: string;
        };
        startedAt: string;
        lookedAt: string | null;
        closedAt: string | null;
        cancelReason: string | null;
        left: {
          what: string;
          sentence: string;
          count: number;
        }[];
      }[];
      next: string | null;
    };
    DepartmentPage: {
      items: components['schemas']['Department'][];
      next: string | null;
    };
    DelegationPage: {
      items: components['schemas']['Delegation'][];
      next: string | null;
    };
    ListPoliciesAnswer: {
      items: {
        key: string;
        version: number;
        name: {
          zh: string;
          en: string;
        };
        note: string | null;
        createdAt: string;
        /** @description null: comes with the product */
        createdBy: {
          id: string;
          number: string;
          name: string;
        } | null;
        newest: boolean;
      }[];
    };
    PublishPolicyAnswer: {
      key: string;
      version: number;
      name: {
        zh: string;
        en: string;
      };
      links: {
        self: string;
      };
    };
    ListCalendarsAnswer: {
      items: {
        code: string;
        name: {
          zh: string;
          en: string;
        };
        timeZone: string;
        dayStarts: string;
        dayEnds: string;
        weeklyWorkdays: number[];
        /** @description years whose days are known; version 0 comes with the product */
        years: {
          year: number;
          version: number;
        }[];
      }[];
    };
    UploadCalendarAnswer: {
      code: string;
      year: number;
      version: number;
      days: number;
      /** @constant */
      runningDeadlines: 'unchanged';
      /** @description what becomes of deadlines that run */
      sentence: string;
    };
    WebhookPage: {
      items: components['schemas']['Webhook'][];
      next: string | null;
    };
    DeleteWebhookAnswer: {
      id: string;
    };
    WebhookDeliveryPage: {
      items: components['schemas']['WebhookDelivery'][];
      next: string | null;
    };
    ReplayWebhookDeliveriesAnswer: {
      count: number;
    };
    ServiceAccountPage: {
      items: components['schemas']['ServiceAccount'][];
      next: string | null;
    };
    ApiTokenList: {
      items: components['schemas']['ApiToken'][];
    };
    DemoTokenAnswer: {
      token: string;
      /** @constant */
      tokenType: 'Bearer';
      expiresAt: string;
      person: components['schemas']['Person'];
    };
    DemoPeopleAnswer: {
      items: {
        id: string;
        number: string;
        name: string;
        title: string | null;
        roles: string[];
      }[];
    };
    OutboxMailList: {
      items: components['schemas']['OutboxMail'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
