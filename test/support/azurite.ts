export { connectionStringFor, startAzurite, type Azurite } from '../../src/simulator/azurite.js';
