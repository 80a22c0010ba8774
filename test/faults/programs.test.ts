import { PROGRAMS } from './points.ts';
import { faultSuite } from './suite.ts';

faultSuite(PROGRAMS);
