import type { SignInRecord } from '../mail/mail-record.js';

/** Everything that a row has, which is what `$select` may name. */
export const SIGN_IN_PROPERTIES = [
  ...['id', 'createdDateTime', 'userDisplayName', 'userPrincipalName', 'userId', 'appId'],
  ...['appDisplayName', 'ipAddress', 'clientAppUsed', 'correlationId', 'conditionalAccessStatus'],
  ...['isInteractive', 'riskDetail', 'riskLevelAggregated', 'riskLevelDuringSignIn', 'riskState'],
  ...['resourceDisplayName', 'resourceId', 'status', 'deviceDetail', 'location'],
];

/** Microsoft Learn: "Microsoft Entra authentication and authorization error codes". */
const FAILURES: Readonly<Record<number, string>> = {
  50053: 'The account is locked, because of too many sign-ins with a wrong user name or password.',
  50126: 'Error validating credentials due to invalid username or password.',
  53003: 'Access has been blocked by Conditional Access policies.',
};

/** Microsoft Learn: "signIn resource type". The risk is hidden without Entra ID P2. */
export function signInResource(record: SignInRecord, displayName: string): object {
  const { errorCode = 0 } = record;
  return {
    id: record.id,
    createdDateTime: record.at,
    userDisplayName: displayName,
    userPrincipalName: record.userPrincipalName,
    userId: record.objectId,
    appId: '9199bf20-a13f-4107-85dc-02114787ef48',
    appDisplayName: 'One Outlook Web',
    ipAddress: record.ip,
    clientAppUsed: 'Browser',
    correlationId: record.id,
    conditionalAccessStatus: 'notApplied',
    isInteractive: true,
    riskDetail: 'hidden',
    riskLevelAggregated: 'hidden',
    riskLevelDuringSignIn: 'hidden',
    riskState: 'none',
    resourceDisplayName: 'Office 365 Exchange Online',
    resourceId: '00000002-0000-0ff1-ce00-000000000000',
    status: {
      errorCode,
      failureReason: errorCode === 0 ? 'Other.' : (FAILURES[errorCode] ?? 'Sign-in failed.'),
      additionalDetails: null,
    },
    deviceDetail: {
      deviceId: '',
      displayName: '',
      operatingSystem: 'Windows10',
      browser: 'Edge 142.0.0',
      isCompliant: false,
      isManaged: false,
      trustType: '',
    },
    location: {
      city: record.city,
      state: '',
      countryOrRegion: record.country,
      geoCoordinates: { altitude: null, latitude: null, longitude: null },
    },
  };
}
