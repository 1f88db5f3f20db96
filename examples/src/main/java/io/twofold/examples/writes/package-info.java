/** Write-behind with a database: what the documentation quotes. */
@NullMarked
package io.twofold.examples.writes;

import org.jspecify.annotations.NullMarked;
