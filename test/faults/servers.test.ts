import { SERVERS } from './points.ts';
import { faultSuite } from './suite.ts';

faultSuite(SERVERS);
