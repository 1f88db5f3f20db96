/**
 * A fleet of nodes, the server that they share, the network between them and their source, all on one thread and in
 * virtual time: whatever happens is drawn from a seed, so that a run that goes wrong can be looked at again.
 */
@NullMarked
package io.twofold.testkit.simulation;

import org.jspecify.annotations.NullMarked;
