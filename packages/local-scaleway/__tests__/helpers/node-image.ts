/** An image with the node of this machine as entry point. Its program answers with its environment. */
export const NODE_IMAGE = `localhost/scw-local-test:node-${process.versions.node}`;
