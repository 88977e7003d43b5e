unset plan_key apply_key passphrase
echo "The registry is rg.$region.scw.cloud/$registry. The bucket is $bucket."
