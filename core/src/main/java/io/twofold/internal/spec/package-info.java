/** The settings of a cache's spec: their names, texts, defaults and bounds, each stated once. */
@NullMarked
package io.twofold.internal.spec;

import org.jspecify.annotations.NullMarked;
