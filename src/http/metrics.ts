import type { Request, RequestHandler, Response } from 'express';
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/**
 * Figures for Prometheus: how often and how fast each route answers, and what the integrity checks found. Routes, not addresses: no
 * ids, no names.
 * @param openFindings by check
 */
export function metrics(openFindings: () => Promise<{ check_name: string; findings: number }[]>): {
  count: RequestHandler;
  show: RequestHandler;
} {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const seconds = new Histogram({
    name: 'handover_http_request_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [register],
  });
  const findings = new Gauge({
    name: 'handover_integrity_findings',
    help: 'Open findings of the integrity checks, by check',
    labelNames: ['check'],
    registers: [register],
    async collect() {
      findings.reset();
      // Without the database there are the other figures all the same.
      for (const { check_name, findings: n } of await openFindings().catch(() => []))
        findings.set({ check: check_name }, n);
    },
  });
  return {
    count(req, res, next) {
      const stop = seconds.startTimer();
      res.on('finish', () => stop({ method: req.method, route: routeOf(res), status: res.statusCode }));
      next();
    },
    async show(_: Request, res: Response) {
      res.type(register.contentType).send(await register.metrics());
    },
  };
}

/** The pattern of the address, such as /api/v1/handovers/{handoverId}; none: not a route of the table. Known once it is served. */
export function routeOf(res: Response): string {
  const { route }: { route?: unknown } = res.locals;
  return typeof route === 'string' ? route : 'none';
}
