/** Lines on a grid of 24; they carry the colour of the text beside them and say nothing of their own. */
const PATHS = {
  work: 'M9 11l2 2 4-4M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
  handovers: 'M4 9h13m0 0-3-3m3 3-3 3M20 15H7m0 0 3-3m-3 3 3 3',
  customers:
    'M4 20v-1a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5v1M10 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M16 4a4 4 0 0 1 0 7M20 20v-1a5 5 0 0 0-3-4.6',
  overview: 'M5 20v-8M12 20V4M19 20v-5',
  proposals: 'M12 3a6 6 0 0 0-4 10.5V16h8v-2.5A6 6 0 0 0 12 3zM9 20h6',
  delegations: 'M4 20v-1a5 5 0 0 1 5-5h3M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M15 18h6m0 0-2.5-2.5M21 18l-2.5 2.5',
  mail: 'M4 6h16v12H4zM4 7l8 6 8-6',
  bell: 'M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 13l4 4L19 7',
  warning: 'M12 8v5M12 16.5v.5M10.3 4 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0z',
  info: 'M12 11v6M12 7.5V8M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  empty: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5',
  close: 'M6 6l12 12M18 6 6 18',
  chevron: 'M9 6l6 6-6 6',
  back: 'M15 6l-6 6 6 6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M5 20h14',
  pause: 'M9 5v14M15 5v14',
  person: 'M5 20v-1a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v1M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8',
  more: 'M4 12h2M11 12h2M18 12h2',
  policies: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  access: 'M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6zM12 15v2',
  audit: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4',
  departures: 'M14 4h5v16h-5M4 12h11m0 0-3-3m3 3-3 3',
  upload: 'M12 16V5m0 0-4 4m4-4 4 4M5 20h14',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM6 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0z',
  link: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
