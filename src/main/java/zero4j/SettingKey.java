package zero4j;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The key of a record's component in a recipe, where it is not the component's own name in the section of its record. For a
 * component that is a record itself it is the section; empty are the keys of the top level.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface SettingKey {
    /** The whole key: {@code rollout.dynamic_sampling}. */
    String value();
}
