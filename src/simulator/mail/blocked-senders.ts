/** Why a user may not send. Assumption: the wording; readers show it and take nothing from it. */
export const OUTBOUND_SPAM =
  'OutboundSpamLast24Hours=324;OutboundMailLast24Hours=331;OutboundSpamPercent=978;Last Message MessagetraceId:';
