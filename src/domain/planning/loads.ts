import type { Receiver, Unit } from './model.ts';

/** What each receiver holds while a plan is made: what they own already and what they have been given. */
export class Loads {
  readonly customers: Float64Array;
  readonly value: Float64Array;
  private readonly receivers: readonly Receiver[];

  constructor(receivers: readonly Receiver[]) {
    this.receivers = receivers;
    this.customers = Float64Array.from(receivers, (r) => r.owns);
    this.value = Float64Array.from(receivers, (r) => r.ownsValue);
  }

  copy(): Loads {
    const copy = new Loads(this.receivers);
    copy.customers.set(this.customers);
    copy.value.set(this.value);
    return copy;
  }

  give(place: number, unit: Unit): void {
    this.customers[place] = (this.customers[place] ?? 0) + unit.members.length;
    this.value[place] = (this.value[place] ?? 0) + unit.value;
  }

  /** How full the receiver would be with the unit: 1 is full, by customers or value, whichever is more. */
  fillWith(place: number, unit: Pick<Unit, 'value'> & { members: { length: number } }): number {
    const receiver = this.receivers[place];
    if (receiver === undefined) return Infinity;
    const byCount = ((this.customers[place] ?? 0) + unit.members.length) / (receiver.capacity || HARDLY_ANY);
    if (receiver.capacityValue === null) return byCount;
    return Math.max(byCount, ((this.value[place] ?? 0) + unit.value) / (receiver.capacityValue || HARDLY_ANY));
  }

  /** By how many times what they should hold these receivers are above it, together. */
  overflow(places: readonly number[]): number {
    return places.reduce((sum, place) => sum + Math.max(0, this.fillWith(place, NOTHING) - 1), 0);
  }
}

const NOTHING = { members: [], value: 0 };
/** Instead of no capacity at all: such receivers are the last to get anything, and share it among themselves. */
const HARDLY_ANY = 1e-6;
