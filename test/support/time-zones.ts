/** Names that the zone database keeps for the sake of those who still use them ("backward"). */
const oldNames = [
  ...['Africa/Asmera', 'America/Buenos_Aires', 'America/Indianapolis', 'America/Knox_IN'],
  ...['America/Louisville', 'Asia/Calcutta', 'Asia/Katmandu', 'Asia/Rangoon', 'Asia/Saigon'],
  ...['Atlantic/Faeroe', 'Australia/ACT', 'Australia/LHI', 'Australia/NSW', 'Australia/North'],
  ...['Australia/South', 'Australia/Tasmania', 'Australia/West', 'Australia/Yancowinna'],
  ...['Brazil/Acre', 'Brazil/East', 'CET', 'CST6CDT', 'Canada/Atlantic', 'Canada/Newfoundland'],
  ...['Canada/Pacific', 'Chile/Continental', 'Chile/EasterIsland', 'Cuba', 'EET', 'EST5EDT'],
  ...['Egypt', 'Eire', 'Etc/GMT+12', 'Etc/GMT-14', 'Etc/UTC', 'Europe/Kiev', 'Europe/Kyiv'],
  ...['GB', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan', 'Libya', 'MET'],
  ...['MST7MDT', 'Mexico/BajaNorte', 'NZ', 'NZ-CHAT', 'Navajo', 'PRC', 'PST8PDT'],
  ...['Pacific/Ponape', 'Pacific/Samoa', 'Poland', 'Portugal', 'ROK', 'Singapore', 'Turkey'],
  ...['US/Alaska', 'US/Aleutian', 'US/Arizona', 'US/Central', 'US/Eastern', 'US/Hawaii'],
  ...['US/Mountain', 'US/Pacific', 'UTC', 'W-SU', 'WET', 'Asia/Kolkata', 'Asia/Kathmandu'],
];

/** Every IANA zone that this Node knows, and the old names beside them. */
export const everyZone: readonly string[] = [
  ...new Set([...Intl.supportedValuesOf('timeZone'), ...oldNames]),
];
