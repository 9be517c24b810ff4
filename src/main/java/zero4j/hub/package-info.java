/** Folders of models and data sets from a hub that speaks as Hugging Face's does: listed, fetched, checked, complete or absent. */
@NullMarked
package zero4j.hub;

import org.jspecify.annotations.NullMarked;
