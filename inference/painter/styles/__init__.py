"""The hands that paint: one module for each style, all alike to the caller (see `easel.Hand`)."""
