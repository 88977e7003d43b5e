unset plan_key apply_key passphrase
trap - ERR
echo "The bucket is $bucket. The image of the container is rg.$region.scw.cloud/$registry/my-container:v1.0.0."
