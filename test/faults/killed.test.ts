import { PROGRAMS, SERVERS } from './points.ts';
import { faultSuite } from './suite.ts';

// In one file: side by side they would take the machine from each other, and from everything else.
faultSuite([...PROGRAMS, ...SERVERS]);
