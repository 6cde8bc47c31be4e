import type { Window } from '@muster/contracts';
import { fixedDay } from '../window/day';
import type { EventWindow } from '../window/event-window';
import { lengthOf, shiftAsOf, shiftBusinessDate } from './shift';

const everything: EventWindow = { from: undefined, to: undefined, today: 'included', since: undefined };

/** The events that a window means. Hours and minutes roll back from the as-of instant, everything else counts local days. */
export function resolveWindow(window: Window, timeZone: string): EventWindow {
  switch (window.type) {
    case 'all':
      return everything;
    case 'since':
      return { ...everything, from: fixedDay(window.from) };
    case 'between':
      return { ...everything, from: fixedDay(window.from), to: fixedDay(window.to) };
    case 'last': {
      const length = lengthOf(window);
      if (length.kind === 'clock') {
        const since = shiftAsOf(length, -1);
        return { ...everything, from: { base: 'instant', instant: since, timeZone }, since };
      }
      return {
        ...everything,
        from: shiftBusinessDate(length, -1),
        today: window.includeToday ? 'included' : 'excluded',
      };
    }
  }
}
