/**
 * A fleet of processes of one small service in front of one database, sharing one Redis: start at {@link
 * io.twofold.examples.fleet.FleetDemo}.
 *
 * <pre>
 *   FleetDemo -> FleetRun -> NodeProcess ==stdin/stdout==> Node -> Traffic -> ProductService -> TieredCache
 *                         -> Database, RedisServer                                            -> ProductStore
 *                         -> Display, Summary, Picture
 * </pre>
 */
@NullMarked
package io.twofold.examples.fleet;

import org.jspecify.annotations.NullMarked;
