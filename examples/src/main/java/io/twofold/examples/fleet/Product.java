package io.twofold.examples.fleet;

/**
 * One row.
 *
 * @param version rises by one with each change, so that an old value can be told from a new one
 */
record Product(long id, String name, long priceCents, int stock, long version) {}
