// SPDX-License-Identifier: Apache-2.0
// A DynamoDB in memory for the leases of consumers; prints its port.
'use strict';
const path = require('node:path');
const Module = require('node:module');

const require_ = Module.createRequire(path.join(process.env.WEIR_NODE_MODULES, 'x.js'));
const server = require_('dynalite')({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
