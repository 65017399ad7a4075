// Inbox Warden on Azure: one Container App that answers Teams, one that works, a storage account without keys, the bot.
targetScope = 'resourceGroup'

@description('Short name; all resources carry it.')
@minLength(3)
@maxLength(12)
param name string = 'warden'
param location string = resourceGroup().location
@description('The image of this repository, in a registry that the environment can pull from.')
param image string
@description('Tenant where the bot lives.')
param homeTenantId string = tenant().tenantId
@description('App ids of the bot, the reader and the actor; each app trusts the identity below as federated credential. An empty actor id means: report only.')
param botAppId string
param readerAppId string
param actorAppId string = ''
@description('JSON list of {tenantId, name}.')
param tenants string
@description('Object ids of approvers, with commas between.')
param approvers string
param timeZone string = 'UTC'

var suffix = uniqueString(resourceGroup().id)
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

// The service's own identity: it opens the storage, and is the federated credential of the three apps. No secret exists.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take('${name}${suffix}', 24)
  location: location
  sku: { name: 'Standard_ZRS' }
  kind: 'StorageV2'
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource tableRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, identity.id, tableContributor)
  scope: storage
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableContributor)
  }
}

resource queueRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, identity.id, queueContributor)
  scope: storage
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', queueContributor)
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 90 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

var settings = concat([
  { name: 'WARDEN_HOME_TENANT', value: homeTenantId }
  { name: 'WARDEN_BOT_ID', value: botAppId }
  { name: 'WARDEN_MANAGED_IDENTITY', value: identity.properties.clientId }
  { name: 'WARDEN_READER_ID', value: readerAppId }
  { name: 'WARDEN_TENANTS', value: tenants }
  { name: 'WARDEN_APPROVERS', value: approvers }
  { name: 'WARDEN_STORAGE', value: storage.name }
  { name: 'WARDEN_TIME_ZONE', value: timeZone }
  { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
], empty(actorAppId) ? [] : [{ name: 'WARDEN_ACTOR_ID', value: actorAppId }])

resource web 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-web'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: { ingress: { external: true, targetPort: 3978, transport: 'http', allowInsecure: false } }
    template: {
      // Never zero: a press has to be answered within seconds.
      scale: { minReplicas: 1, maxReplicas: 3 }
      containers: [
        {
          name: 'web'
          image: image
          env: concat(settings, [{ name: 'ROLE', value: 'web' }])
          resources: { cpu: json('0.5'), memory: '1Gi' }
          probes: [
            { type: 'Liveness', httpGet: { path: '/healthz', port: 3978 } }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 3978 } }
          ]
        }
      ]
    }
  }
}

resource worker 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-worker'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: {}
    template: {
      // At least one: the schedule runs in the workers.
      scale: {
        minReplicas: 1
        maxReplicas: 5
        rules: [
          {
            name: 'work'
            custom: {
              type: 'azure-queue'
              identity: identity.id
              metadata: { accountName: storage.name, queueName: 'warden-work', queueLength: '50' }
            }
          }
        ]
      }
      containers: [
        {
          name: 'worker'
          image: image
          env: concat(settings, [{ name: 'ROLE', value: 'worker' }])
          resources: { cpu: json('0.5'), memory: '1Gi' }
        }
      ]
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-bot-${suffix}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Inbox Warden'
    endpoint: 'https://${web.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: botAppId
    msaAppType: 'SingleTenant'
    msaAppTenantId: homeTenantId
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: { channelName: 'MsTeamsChannel' }
}

output identityPrincipalId string = identity.properties.principalId
output endpoint string = bot.properties.endpoint
