import type { Request, RequestHandler, Response } from 'express';
import { Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Figures for Prometheus: how often and how fast each route answers. Routes, not addresses: no ids, no names. */
export function metrics(): { count: RequestHandler; show: RequestHandler } {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const seconds = new Histogram({
    name: 'handover_http_request_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [register],
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
