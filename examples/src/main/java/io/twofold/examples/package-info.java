/** Small programs that show how Twofold is used. */
@NullMarked
package io.twofold.examples;

import org.jspecify.annotations.NullMarked;
