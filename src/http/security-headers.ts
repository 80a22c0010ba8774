import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page of ours never needs of a browser. */
const NOTHING = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'microphone',
  'payment',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * What every answer tells a browser: nothing is loaded from elsewhere, framed, sniffed, or kept. Who may keep an answer says so itself.
 * Plain HTTP on the own machine must not be told to switch to HTTPS.
 */
export function securityHeaders(publicUrl: string): RequestHandler[] {
  const https = publicUrl.startsWith('https:');
  return [
    helmet({
      contentSecurityPolicy: {
        directives: {
          scriptSrc: ["'self'"],
          objectSrc: ["'none'"],
          frameAncestors: ["'none'"],
          upgradeInsecureRequests: https ? [] : null,
        },
      },
      frameguard: { action: 'deny' },
      strictTransportSecurity: https,
    }),
    (_, res, next) => {
      res.setHeader('Permissions-Policy', NOTHING);
      res.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}
