import type { NextFunction, Request, Response } from 'express';
import type { Metrics } from '../metrics/metrics';
import type { HealthChecks } from './health-checks';

/**
 * `/health/live`, `/health/ready` and `/metrics`. They come before every route of a service, so that its guards, which ask
 * for a token, do not apply to them.
 */
export function healthRoutes(health: HealthChecks, metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const answer = request.method === 'GET' ? routes[request.path] : undefined;
    if (answer) answer(health, metrics, response).catch(next);
    else next();
  };
}

type Answer = (health: HealthChecks, metrics: Metrics, response: Response) => Promise<void>;

const routes: Readonly<Record<string, Answer>> = {
  '/health/live': (_health, _metrics, response) => {
    response.json({ live: true });
    return Promise.resolve();
  },
  '/health/ready': async (health, _metrics, response) => {
    const readiness = await health.readiness();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  },
  '/metrics': async (_health, metrics, response) => {
    const text = await metrics.registry.metrics();
    response.type(metrics.registry.contentType).send(text);
  },
};
